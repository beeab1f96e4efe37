import fc from 'fast-check';
import { createLongList } from './long-list';

test('is like an array, whatever is done to it', () => {
  const action = fc.record({
    kind: fc.constantFrom('insert', 'remove', 'set'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    times: fc.integer({ min: 1, max: 700 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.array(action, { maxLength: 12 }), (size, actions) => {
      const array: unknown[] = Array.from({ length: size }, (_, index) => index);
      const list = createLongList(array.slice());
      let value = size;
      for (const { kind, at, times } of actions) {
        for (let time = 0; time < times; time++) {
          const index = Math.min(Math.floor(at * (array.length + 1)), array.length - (kind === 'insert' ? 0 : 1));
          if (index < 0) break;
          value++;
          if (kind === 'insert') (array.splice(index, 0, value), list.insert(index, value));
          else if (kind === 'remove') (array.splice(index, 1), list.remove(index));
          else ((array[index] = value), list.set(index, value));
          if (list.at(index) !== array[index]) throw new Error(`differs at ${index}`);
        }
      }
      expect(list).toHaveLength(array.length);
      const all: unknown[] = [];
      list.appendTo(all);
      expect(all).toEqual(array);
    }),
    { numRuns: 20 },
  );
});
