import { equalSteps, semanticEqual } from '../patch/semantic-equal';
import { atOnce, type Steps } from '../steps/steps';
import { copySteps } from './copy-json';

/** JSON values, the same each time; `undefined` members, too, as objects have them on their way. */
function createDraw(seed: number) {
  let state = seed;
  const below = (bound: number): number => (state = (state * 48271) % 2147483647) % bound;
  const value = (depth = 0): unknown => {
    const kind = below(depth > 3 ? 5 : 8);
    if (kind < 5) return [null, undefined, 1, 'a', 7n][kind];
    const count = below(4);
    if (kind === 5) return Array.from({ length: count }, () => value(depth + 1));
    return Object.fromEntries(Array.from({ length: count }, () => ['abcd__proto__'.slice(below(5)), value(depth + 1)]));
  };
  return { below, value };
}

/** The value with one of its parts changed, or none. */
function changed(value: unknown, draw: ReturnType<typeof createDraw>): unknown {
  if (typeof value !== 'object' || value === null || draw.below(4) === 0)
    return draw.below(3) === 0 ? draw.value(3) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => (draw.below(3) === 0 ? changed(item, draw) : item));
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, draw.below(3) === 0 ? changed(member, draw) : member]),
  );
}

function count(steps: Steps<unknown>): number {
  let taken = 0;
  while (!steps.next().done) taken++;
  return taken;
}

test('values are equal in steps where they are equal at once', () => {
  const draw = createDraw(3);
  const seen = { true: 0, false: 0 };
  for (let index = 0; index < 3000; index++) {
    const value = draw.value();
    const other = draw.below(8) === 0 ? draw.value() : changed(value, draw);
    const isEqual = semanticEqual(value, other);
    seen[`${isEqual}`]++;
    expect(atOnce(equalSteps(value, other))).toBe(isEqual);
    expect(atOnce(equalSteps(other, value))).toBe(semanticEqual(other, value));
  }
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300);
});

test('a copy is the same and shares nothing', () => {
  const draw = createDraw(5);
  for (let index = 0; index < 1000; index++) {
    const value = draw.value();
    const copy = atOnce(copySteps(value));
    expect(copy).toEqual(structuredClone(value));
    assertNothingShared(copy, value);
  }
  const hostile = JSON.parse('{"__proto__":{"a":[1]},"b":{"__proto__":1}}') as object;
  expect(JSON.stringify(atOnce(copySteps(hostile)))).toBe(JSON.stringify(hostile));
});

function assertNothingShared(copy: unknown, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  expect(copy).not.toBe(value);
  for (const [key, member] of Object.entries(value))
    assertNothingShared((copy as Record<string, unknown>)[key], member);
}

test('what is large takes many steps', () => {
  const wide = () => Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, 'v']));
  const long = () => Array.from({ length: 50_000 }, (_, index) => ({ name: String(index) }));
  for (const make of [wide, long]) {
    expect(count(equalSteps(make(), make()))).toBeGreaterThan(150);
    expect(count(copySteps(make()))).toBeGreaterThan(150);
  }
});
