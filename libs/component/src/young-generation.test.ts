import { join } from 'node:path';
import { withProgram } from './testing/run-program';
import { createYoungGenerationPolicy } from './young-generation';

test.each<[what: string, everyMs: number, mayGrow: boolean]>([
  ['a collection each second', 1000, false],
  ['five a second', 200, false],
  ['ten a second', 100, true],
  ['a hundred a second', 10, true],
])('%s: the room may grow: %s ms, %s', (_, everyMs, mayGrow) => {
  const policy = createYoungGenerationPolicy();
  const told = Array.from({ length: 20 }, (_, index) => policy.collected(index * everyMs));
  expect(told.at(-1)).toBe(mayGrow);
  expect(told.slice(0, 7)).toEqual(Array(7).fill(false));
});

test('the room of new objects stays small where there are few, and grows where there are many', async () => {
  await withProgram(join(__dirname, 'testdata/young-maker.ts'), (run) => {
    const [bounded, kept, asV8HasIt] = [run([], 'bounded'), run([], 'kept'), run([])];
    expect(bounded['quiet']).toBeLessThan(asV8HasIt['quiet']!);
    expect(bounded['busy']).toBeGreaterThan(bounded['quiet']!);
    expect(kept['busy']).toBeLessThanOrEqual(kept['quiet']!);
  });
}, 120_000);
