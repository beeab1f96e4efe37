import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
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
  const directory = mkdtempSync(join(tmpdir(), 'kubets-young-generation-'));
  try {
    const outfile = join(directory, 'young-maker.js');
    const entryPoints = [join(__dirname, 'testdata/young-maker.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
    const run = (...args: string[]) =>
      JSON.parse(execFileSync(process.execPath, [outfile, ...args], { encoding: 'utf8' })) as Record<string, number>;
    const [bounded, asV8HasIt] = [run('bounded'), run()];
    expect(bounded['quiet']).toBeLessThan(asV8HasIt['quiet']!);
    expect(bounded['busy']).toBeGreaterThan(bounded['quiet']!);
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 120_000);
