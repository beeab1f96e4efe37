import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What is new, and what comes while old objects are being looked through. */
const NEW_MIB = 100;

test('a heap that is bounded is not much more than twice as large as what is in use', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-heap-growth-'));
  try {
    const outfile = join(directory, 'garbage-maker.js');
    const entryPoints = [join(__dirname, 'testdata/garbage-maker.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
    const output = execFileSync(process.execPath, ['--expose-gc', outfile, 'bounded'], { encoding: 'utf8' });
    const { peakMiB, inUseMiB } = JSON.parse(output);
    expect(peakMiB).toBeLessThan(2 * inUseMiB + NEW_MIB);
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 120_000);
