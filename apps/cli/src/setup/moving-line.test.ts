import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const FROM = pathToFileURL(join(__dirname, 'moving-line.mjs')).href;
const run = (script: string, terminal: boolean) => {
  const words = [process.execPath, '--input-type=module', '-e', `import { step } from '${FROM}'; ${script}`];
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return terminal
    ? spawnSync('script', ['-qec', quoted, '/dev/null'], { encoding: 'utf8' })
    : spawnSync(words[0]!, words.slice(1), { encoding: 'utf8' });
};
const WORK = 'await new Promise((resolve) => setTimeout(resolve, 1200))';

test('a pipe gets a line when the work is done', () => {
  const { stdout, status } = run(
    `await step('Building', async () => { ${WORK} }); await step('Nothing', () => false)`,
    false,
  );
  expect({ stdout, status }).toEqual({
    stdout: expect.stringMatching(/^ {2}Building {50}1\.\d s\n {2}Nothing {51}up to date\n$/),
    status: 0,
  });
});

test('the line of a terminal moves while the work goes on', () => {
  const { stdout } = run(`await step('Building', async () => { ${WORK} })`, true);
  expect(stdout.split('\r').length).toBeGreaterThan(3);
  expect(stdout.trim()).toMatch(/1\.\d s\S*$/);
});

test('work that fails says so, and why', () => {
  const { stdout, stderr } = run(
    `try { await step('Building', () => { throw new Error('no disk') }) } catch (error) { console.error(error.message) }`,
    false,
  );
  expect([stdout, stderr]).toEqual([expect.stringMatching(/ failed\n$/), 'no disk\n']);
});

test('what goes on may be told otherwise, and elsewhere than where results go', () => {
  const { stdout, stderr } = run(
    `console.log(await step('Reading', async () => { ${WORK}; return 7 }, { out: process.stderr, progress: () => 'half' }))`,
    false,
  );
  expect([stdout, stderr]).toEqual(['7\n', expect.stringMatching(/^ {2}Reading +1\.\d s\n$/)]);
});
