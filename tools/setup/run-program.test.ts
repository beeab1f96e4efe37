import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FROM = pathToFileURL(join(__dirname, 'run-program.mjs')).href;
const dir = mkdtempSync(join(tmpdir(), 'kubets-run-'));
afterAll(() => rmSync(dir, { recursive: true }));
const script = (text: string) => ['--input-type=module', '-e', `import { runProgram } from '${FROM}'; ${text}`];

test('what a program prints and how it ends is told', () => {
  const { stdout } = spawnSync(
    process.execPath,
    script(`console.log(JSON.stringify(await runProgram('sh', ['-c', 'echo out; echo err >&2; exit 3'])))`),
    { encoding: 'utf8' },
  );
  expect(JSON.parse(stdout)).toEqual({ status: 3, stdout: 'out\n', stderr: 'err\n' });
});

test('one that is not there is an error', () => {
  const { stderr } = spawnSync(process.execPath, script(`await runProgram('/nowhere/program', [])`), {
    encoding: 'utf8',
  });
  expect(stderr).toContain('ENOENT');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a program that does not listen, with all it has started, and who waits clears up',
  async (signal) => {
    const file = join(dir, signal);
    const stubborn = `trap "" INT TERM HUP; sleep 61 & echo $$ $! > ${file}.new; mv ${file}.new ${file}; wait`;
    const child = spawn(
      process.execPath,
      script(`try { await runProgram('sh', ['-c', ${JSON.stringify(stubborn)}]) }
        catch (error) { console.log(error.constructor.name) } finally { console.log('cleared') }`),
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let told = '';
    child.stdout.on('data', (text) => (told += text));
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    await new Promise((resolve) => child.once('close', resolve));
    expect(told).toBe('InterruptedError\ncleared\n');
    // Whoever gets to be the parent of what was killed may take a while to notice.
    const hasEnded = (pid: string) =>
      !existsSync(`/proc/${pid}`) || /^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    expect(readFileSync(file, 'utf8').trim().split(' ').map(hasEnded)).toEqual([true, true]);
  },
);
