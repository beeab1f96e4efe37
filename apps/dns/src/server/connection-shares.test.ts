import { createConnectionShares } from './connection-shares';

interface Connection {
  name: string;
  busy?: boolean;
}

function setUp(most: number, mostPerClient = most) {
  const shares = createConnectionShares<Connection>({ most, mostPerClient, isBusy: ({ busy }) => busy === true });
  const admit = (client: string, name: string, busy = false) => {
    const connection = { name, busy };
    const victim = shares.admit(client, connection);
    if (victim) shares.left(victim);
    return { connection, victim: victim?.name };
  };
  return { shares, admit };
}

test('as long as there is room, nobody has to go', () => {
  const { admit } = setUp(3);
  expect([admit('a', 'a1').victim, admit('a', 'a2').victim, admit('b', 'b1').victim]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('the client with the most loses the one that was idle longest', () => {
  const { shares, admit } = setUp(4);
  const first = admit('greedy', 'g1').connection;
  admit('greedy', 'g2', true);
  admit('greedy', 'g3');
  admit('modest', 'm1');
  shares.used(first);
  expect([admit('new', 'n1').victim, admit('new', 'n2').victim]).toEqual(['g3', 'g1']);
  // All are equal now: the one that has been there longest.
  expect(admit('other', 'o1').victim).toBe('n1');
});

test('who wants more than a share loses an own one', () => {
  const { admit } = setUp(10, 2);
  admit('a', 'a1');
  admit('a', 'a2');
  expect([admit('a', 'a3').victim, admit('b', 'b1').victim]).toEqual(['a1', undefined]);
});

test('what has left is not counted', () => {
  const { shares, admit } = setUp(1);
  shares.left(admit('a', 'a1').connection);
  expect(admit('b', 'b1').victim).toBeUndefined();
});
