import { atOnce } from '../steps/steps';
import { copyMembers, createKeysOf } from './wide-objects';

const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]));

test('the keys of a wide object are listed once, those of others each time', () => {
  const keysOf = createKeysOf();
  expect(keysOf(wide)).toEqual(Object.keys(wide));
  expect(keysOf(wide)).toBe(keysOf(wide));
  const narrow: Record<string, unknown> = { a: 1 };
  expect(keysOf(narrow)).toEqual(['a']);
  narrow.b = 2;
  expect(keysOf(narrow)).toEqual(['a', 'b']);
});

test('members are copied in many steps, whatever they are called', () => {
  let steps = 0;
  const copying = copyMembers(wide, {});
  for (let next = copying.next(); ; next = copying.next(), steps++) {
    if (!next.done) continue;
    expect(next.value).toEqual(wide);
    break;
  }
  expect(steps).toBeGreaterThan(70);
  const hostile = JSON.parse('{"__proto__":{"a":1},"b":2}') as object;
  expect(JSON.stringify(atOnce(copyMembers(hostile, {})))).toBe(JSON.stringify(hostile));
});
