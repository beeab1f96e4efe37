import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { childrenOf } from '@kubets/component';
import { eventually } from '@kubets/component/testing';
import {
  endProcesses,
  identify,
  isAlive,
  isStopped,
  memoryBytes,
  memoryBytesWithWorkers,
  type ProcessIdentity,
  signalProcess,
} from './process-identity';

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

const FOREVER = 'process.stdout.write("up"); setInterval(() => 0, 1e6);';
const STUBBORN = `process.on("SIGTERM", () => 0); ${FOREVER}`;

async function run(program = FOREVER): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout, 'data');
  return { child, identity: identify(child.pid!)! };
}

test('a process is itself while it runs', async () => {
  const { child, identity } = await run();
  expect(identify(child.pid!)).toEqual(identity);
  expect(isAlive(identity)).toBe(true);
  expect(memoryBytes(child.pid!)).toBeGreaterThan(2 ** 20);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(identify(child.pid!)).toBeUndefined();
  expect(isAlive(identity)).toBe(false);
  expect(memoryBytes(child.pid!)).toBe(0);
});

test('the workers that a process has started count with it', async () => {
  const worker = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => 0, 1e6)"]);`;
  const { identity } = await run(`${worker} ${FOREVER}`);
  const [started] = childrenOf(identity.pid);
  await eventually(() => memoryBytes(started!) > 2 ** 20);
  expect(memoryBytesWithWorkers(identity.pid)).toBeGreaterThan(memoryBytes(identity.pid) + 2 ** 20);
  process.kill(started!, 'SIGKILL');
});

test('a later process with its number is another one, and gets no signal that was for it', async () => {
  const { child, identity } = await run();
  const former = { ...identity, startTicks: String(Number(identity.startTicks) - 1) };
  expect(isAlive(former)).toBe(false);
  signalProcess(former, 'SIGKILL');
  await endProcesses([former], 0);
  expect(isAlive(identity)).toBe(true);
  expect(child.signalCode).toBeNull();
});

test('one that is held by a signal is stopped, and not dead', async () => {
  const { child, identity } = await run();
  expect(isStopped(child.pid!)).toBe(false);
  child.kill('SIGSTOP');
  await eventually(() => isStopped(child.pid!));
  expect(isAlive(identity)).toBe(true);
});

test.each([
  ['that ends when it is asked to', FOREVER, 60_000, 'SIGTERM'],
  ['that does not, after its time', STUBBORN, 50, 'SIGKILL'],
])('a process %s is gone when its end has been waited for', async (_, program, graceMs, signal) => {
  const { child, identity } = await run(program);
  const exit = once(child, 'exit');
  await endProcesses([identity], graceMs);
  expect(isAlive(identity)).toBe(false);
  expect(await exit).toEqual([null, signal]);
});

test('what is not there is nobody', async () => {
  expect([identify(2 ** 30), isStopped(2 ** 30)]).toEqual([undefined, false]);
  await endProcesses([{ pid: 2 ** 30, startTicks: '1' }], 60_000);
});
