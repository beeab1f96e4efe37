import { createShares } from './shares';

function entered(shares: ReturnType<typeof createShares>, client: string): number {
  let count = 0;
  while (shares.enter(client)) count++;
  return count;
}

test('whoever takes all there is leaves half to the next', () => {
  const shares = createShares(1000);
  expect([entered(shares, 'a'), entered(shares, 'b'), entered(shares, 'c')]).toEqual([500, 250, 125]);
});

test('places come back', () => {
  const shares = createShares(10);
  for (let round = 0; round < 100; round++) {
    expect(entered(shares, 'a')).toBe(5);
    for (let count = 0; count < 5; count++) shares.leave('a');
  }
  shares.leave('a');
  expect(entered(shares, 'b')).toBe(5);
});
