import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

test('a heap that is bounded holds less garbage of large documents', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-heap-growth-'));
  try {
    const outfile = join(directory, 'garbage-maker.js');
    const entryPoints = [join(__dirname, 'testdata/garbage-maker.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
    const peakOf = (...args: string[]): number =>
      JSON.parse(execFileSync(process.execPath, [outfile, ...args], { encoding: 'utf8' })).peakMiB;
    expect(peakOf('bounded')).toBeLessThan(0.9 * peakOf());
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 120_000);
