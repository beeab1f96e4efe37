import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSupervised, supervisorProgram } from './known-clusters.mjs';

const runDir = mkdtempSync(join(tmpdir(), 'kubets-known-'));
const program = join(runDir, 'main.js');
writeFileSync(program, "setInterval(() => undefined, 1000); console.log('runs');");
afterAll(() => rmSync(runDir, { recursive: true }));

test.each([
  ['alone', []],
  ['with flags of Node.js', ['--use-openssl-ca', '--no-warnings']],
])('the program of a supervisor that was started %s is its bundle, for as long as it lives', async (_, flags) => {
  const child = spawn(process.execPath, [...flags, program, 'supervise', '--state-dir', '/state']);
  await once(child.stdout, 'data');
  const lock = { pid: child.pid, startTicks: startTicksOf(child) };
  writeFileSync(join(runDir, 'supervisor.lock'), JSON.stringify(lock));
  expect([isSupervised(runDir), supervisorProgram(runDir)]).toEqual([true, program]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([isSupervised(runDir), supervisorProgram(runDir)]).toEqual([false, undefined]);
});

function startTicksOf({ pid }: ChildProcess): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[21];
}
