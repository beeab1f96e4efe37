import { join } from 'node:path';
import { withProgram } from './testing/run-program';

/** What is new, and what comes while old objects are being looked through. */
const NEW_MIB = 100;

test('a heap that is bounded is not much more than twice as large as what is in use', async () => {
  await withProgram(join(__dirname, 'testdata/garbage-maker.ts'), (run) => {
    const { peakMiB, inUseMiB } = run(['--expose-gc'], 'bounded');
    expect(peakMiB).toBeLessThan(2 * inUseMiB! + NEW_MIB);
  });
}, 120_000);
