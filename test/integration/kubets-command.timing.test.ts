// What somebody waits for who types a command: its processor's time, which on a machine with nothing else to do is the time by the clock.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../..');
const ROUNDS = 7;

/** A clone as it is before anything was installed. */
const clone = mkdtempSync(join(tmpdir(), 'kubets-clone-'));
beforeAll(() => {
  for (const path of ['package.json', 'tools/setup', 'tools/build', 'apps/cli/src/setup'])
    cpSync(join(ROOT, path), join(clone, path), { recursive: true });
});
afterAll(() => rmSync(clone, { recursive: true }));

/** Milliseconds of the processor that a command takes, the least of some rounds. */
function cpuMsOf(command: string, cwd: string): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const script = `TIMEFORMAT='%U %S'; time ${command} > /dev/null 2>&1`;
    const { stderr } = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8' });
    const [user, system] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
    return (user! + system!) * 1000;
  });
  return Math.min(...rounds);
}

test.each([
  ['kubets --help', ROOT, 150],
  ['kubets start --help, in a clone that is not built', '', 1000],
  ['kubets start --nodez 3, in a clone that is not built', '', 1000],
  ['npm start -- --nodez 3, in a clone that is not built', '', 1000],
])('%s', (title, cwd, mostMs) => {
  const [words] = title.split(',');
  const command = words!.replace(/^kubets/, `${process.execPath} tools/setup/kubets.mjs`);
  // Of which a machine may take most to start Node.js.
  const emptyMs = cpuMsOf(`${process.execPath} -e 0`, ROOT);
  expect(cpuMsOf(command, cwd || clone)).toBeLessThanOrEqual(Math.max(mostMs, 2 * emptyMs));
});
