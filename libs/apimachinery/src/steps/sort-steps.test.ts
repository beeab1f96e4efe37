import fc from 'fast-check';
import { sortSteps } from './sort-steps';
import { atOnce } from './steps';

const byFirst = ([a]: [number, number], [b]: [number, number]) => a - b;

test('sorts as Array.prototype.sort does, and is stable', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 2000, size: 'max' }), (numbers) => {
      const items = numbers.map((number, index): [number, number] => [number, index]);
      expect(atOnce(sortSteps(items, byFirst))).toEqual([...items].sort(byFirst));
    }),
    { numRuns: 50 },
  );
});

test('a long list takes many steps, each of them short', () => {
  let compared = 0;
  let most = 0;
  const items = Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 20_011);
  const steps = sortSteps(items, (a, b) => {
    compared++;
    return a - b;
  });
  for (let before = 0; !steps.next().done; before = compared) most = Math.max(most, compared - before);
  expect(most).toBeLessThan(5000);
});
