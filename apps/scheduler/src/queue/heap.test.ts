import { Heap } from './heap';

test('items come out in order, whatever order they went in', () => {
  const heap = new Heap<number>((a, b) => a - b);
  const numbers = Array.from({ length: 200 }, (_, index) => (index * 7919) % 211);
  for (const number of numbers) heap.push(number);
  const out: number[] = [];
  while (heap.size > 0) out.push(heap.pop()!);
  expect(out).toEqual([...numbers].sort((a, b) => a - b));
  expect(heap.pop()).toBeUndefined();
});
