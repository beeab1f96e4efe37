import { setImmediate as turn } from 'node:timers/promises';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createLinkedList } from './linked-list';

const named = (name: string) => ({ name });
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(named) as [object, object, object, object];

test.each([
  ['the first', 0, [b, c]],
  ['one between', 1, [a, c]],
  ['the last', 2, [a, b]],
])('%s is taken out', (_, index, left) => {
  const list = createLinkedList<object>();
  const links = [a, b, c].map((one) => list.append(one));
  links[index]!.remove();
  links[index]!.remove();
  expect([...list]).toEqual(left);
  expect(list.size).toBe(2);
  list.append(d);
  expect([...list]).toEqual([...left, d]);
});

test('all are taken out, and others come', () => {
  const list = createLinkedList<object>();
  for (const link of [a, b, c].map((one) => list.append(one))) link.remove();
  expect([...list]).toEqual([]);
  expect(list.size).toBe(0);
  list.append(c);
  expect([...list]).toEqual([c]);
});

test('while it is gone through, what is taken out is left out, and what comes is', () => {
  const list = createLinkedList<object>();
  const links = [a, b, c].map((one) => list.append(one));
  const seen: object[] = [];
  for (const one of list) {
    seen.push(one);
    if (one !== a) continue;
    links[0]!.remove();
    links[1]!.remove();
    list.append(d);
  }
  expect(seen).toEqual([a, c]);
  expect([...list]).toEqual([c, d]);
});

const COUNT = 20_000;

/** Bytes of the old objects' space that each of many values costs which come and go. */
async function agedBytes(come: (value: object) => () => void): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const old = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size;
  const pass = async (count: number) => {
    for (let index = 0; index < count; index++) {
      const leave = come({ garbage: new Array(100).fill(index) });
      if (index % 10 === 0) await turn();
      leave();
    }
  };
  await pass(1000);
  collect();
  collect();
  const before = old();
  await pass(COUNT);
  return (old() - before) / COUNT;
}

test('what has come and gone does not become old', async () => {
  const list = createLinkedList<object>();
  const set = new Set<object>();
  const inSet = await agedBytes((value) => {
    set.add(value);
    return () => set.delete(value);
  });
  const inList = await agedBytes((value) => {
    const link = list.append(value);
    return () => link.remove();
  });
  expect(inSet).toBeGreaterThan(50);
  expect(inList).toBeLessThan(inSet / 3);
}, 60_000);
