import { createExpectedWrites } from './expected-writes';

const bytes = (text: string) => Buffer.from(text);

test('knows each of several writes to a key as it comes back, and none twice', () => {
  const writes = createExpectedWrites();
  const [first, second] = [{ kind: 'First' }, { kind: 'Second' }];
  writes.add('/k', bytes('1'), first);
  writes.add('/k', bytes('2'), second);
  expect(writes.take('/k', bytes('0'))).toBeUndefined();
  expect(writes.take('/l', bytes('1'))).toBeUndefined();
  expect(writes.take('/k', bytes('1'))).toBe(first);
  expect(writes.take('/k', bytes('1'))).toBeUndefined();
  expect(writes.take('/k', bytes('2'))).toBe(second);
});

test('what has come back is the end of what was written before', () => {
  const writes = createExpectedWrites();
  writes.add('/k', bytes('1'), {});
  writes.add('/k', bytes('2'), {});
  expect(writes.take('/k', bytes('2'))).toEqual({});
  expect(writes.take('/k', bytes('1'))).toBeUndefined();
});

test('a write that was not done is taken back, and a key forgotten', () => {
  const writes = createExpectedWrites();
  const takeBack = writes.add('/k', bytes('1'), {});
  writes.add('/k', bytes('2'), {});
  takeBack();
  takeBack();
  expect([writes.take('/k', bytes('1')), writes.take('/k', bytes('2'))]).toEqual([undefined, {}]);
  writes.add('/k', bytes('3'), {});
  writes.forget('/k');
  expect(writes.take('/k', bytes('3'))).toBeUndefined();
});

test('no more than eight are known', () => {
  const writes = createExpectedWrites();
  for (let index = 0; index < 9; index++) writes.add('/k', bytes(String(index)), {});
  expect([writes.take('/k', bytes('0')), writes.take('/k', bytes('1'))]).toEqual([undefined, {}]);
});
