import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** Test code is about as long as what it tests. */
const LEAST_TESTS = 0.8;
const TEST = /\.test\.ts$|\/testing\/|\/testdata\/|^test\//;

const files = execFileSync('git', ['ls-files', '-z', 'apps', 'libs', 'packages', 'test'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 1 << 26,
})
  .split('\0')
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.includes('/gen/') && existsSync(join(ROOT, file)));

const linesOf = (chosen: string[]): number =>
  chosen.reduce((sum, file) => sum + readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1, 0);

test('there are at least 0.8 lines of tests for each of what they test', () => {
  const isTest = (file: string) => TEST.test(file) && !file.startsWith('packages/testing/src/');
  const tests = linesOf(files.filter(isTest));
  const sources = linesOf(files.filter((file) => !isTest(file)));
  expect(tests / sources).toBeGreaterThanOrEqual(LEAST_TESTS);
});
