// What holds when the supervisor or what it looks after is killed, stopped or blocked.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { identify, isAlive } from '../../apps/cli/src/supervisor/process-identity';
import { lifeLineOf, recordStart, runningProcesses } from '../../apps/cli/src/supervisor/process-directory';
import { eventually } from '../e2e/cluster/eventually';
import { createSupervisorUnderTest } from './supervisor/supervisor-under-test';

jest.setTimeout(60_000);

/** 10 s without a sign of life, the time between two checks, and what it takes to read a stack and start anew. */
const HUNG_FOR_MS = 20_000;

let supervisor: Awaited<ReturnType<typeof createSupervisorUnderTest>>;

beforeEach(async () => {
  supervisor = await createSupervisorUnderTest();
});
afterEach(() => supervisor.end());

const kill = async (child: { pid?: number; kill(signal: 'SIGKILL'): boolean }) => {
  const identity = identify(child.pid!)!;
  child.kill('SIGKILL');
  await eventually(() => expect(isAlive(identity)).toBe(false));
};

test('a successor takes over what is well, replaces what changed, ends what is no longer wanted and starts what is missing', async () => {
  supervisor.choose({ same: [], changed: ['--word=one'], unwanted: [], dead: [] });
  const first = await supervisor.start();
  await kill(first.child);
  process.kill(first.status.dead!.pid!, 'SIGKILL');
  supervisor.choose({ same: [], changed: ['--word=two'], dead: [], added: [] });
  const { status } = await supervisor.start();
  expect(Object.keys(status)).toEqual(['same', 'changed', 'dead', 'added']);
  expect(status.same).toMatchObject({
    pid: first.status.same!.pid,
    startedAt: first.status.same!.startedAt,
    restarts: 0,
  });
  for (const name of ['changed', 'dead']) expect(status[name]!.pid).not.toBe(first.status[name]!.pid);
  expect(identify(first.status.unwanted!.pid!)).toBeUndefined();
});

test('the end of a process that was taken over is noticed at once, and the logs go on', async () => {
  supervisor.choose({ one: [] });
  const first = await supervisor.start();
  await kill(first.child);
  const second = await supervisor.start();
  const { pid } = second.status.one!;
  expect(pid).toBe(first.status.one!.pid);
  await eventually(() => expect(supervisor.logOf('one')).toContain('"Starting"'));
  const before = Date.now();
  process.kill(pid!, 'SIGKILL');
  const { one } = await eventually(async () => {
    const status = await supervisor.statusOf();
    expect(status.one!.pid ?? pid).not.toBe(pid);
    return status;
  });
  expect(Date.now() - before).toBeLessThan(HUNG_FOR_MS / 2);
  expect(one).toMatchObject({ running: true, restarts: 1, lastExit: expect.stringContaining('not known') });
  await eventually(() => expect(supervisor.logOf('one').match(/"Starting"/g)).toHaveLength(2));
});

test('a supervisor that is killed while it starts leaves nothing that its successor does not know', async () => {
  const services = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`service-${index}`, []]));
  supervisor.choose(services);
  for (const afterMs of [250, 300, 350, 400]) {
    const child = supervisor.spawn();
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await kill(child);
  }
  const { status } = await supervisor.start();
  const running = runningProcesses(supervisor.layout).map(({ name, identity }) => [name, identity.pid]);
  expect(running.sort()).toEqual(
    Object.values(status)
      .map(({ name, pid }) => [name, pid])
      .sort(),
  );
});

test('there is only ever one supervisor, and a stranger with a noted name is left alone', async () => {
  supervisor.choose({ one: [], two: [] });
  await recordStart(supervisor.layout, 'stranger', {
    fingerprint: '',
    startedAt: new Date().toISOString(),
    restarts: 0,
  });
  const contenders = Array.from({ length: 4 }, () => supervisor.spawn());
  await eventually(() => expect(contenders.filter(({ exitCode }) => exitCode !== null)).toHaveLength(3));
  await eventually(async () =>
    expect(Object.values(await supervisor.statusOf()).filter(({ running }) => running)).toHaveLength(2),
  );
  expect(supervisor.logOf('supervisor').match(/is running already/g)!.length).toBeGreaterThanOrEqual(3);
  expect(runningProcesses(supervisor.layout)).toHaveLength(2);
});

test('a stop ends also what was taken over, and a service that is only just being started', async () => {
  supervisor.choose({ one: [], two: [] });
  const first = await supervisor.start();
  await kill(first.child);
  const second = await supervisor.start();
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
  expect(runningProcesses(supervisor.layout)).toEqual([]);
  expect(existsSync(lifeLineOf(supervisor.layout, 'one'))).toBe(false);
});

test('what is well is left alone, taken over or not, for longer than it takes to find that something hangs', async () => {
  supervisor.choose({ one: [] });
  const first = await supervisor.start();
  await kill(first.child);
  supervisor.choose({ one: [], two: [] });
  const second = await supervisor.start();
  await new Promise((resolve) => setTimeout(resolve, HUNG_FOR_MS));
  const now = await supervisor.statusOf();
  for (const name of ['one', 'two']) expect(now[name]).toMatchObject({ pid: second.status[name]!.pid, restarts: 0 });
});

describe('a process that hangs is ended and started again', () => {
  test.each([
    { what: 'stopped by a signal', signal: 'SIGSTOP' as const, logged: /"reason":"stopped by a signal"/ },
    {
      what: 'blocked in JavaScript',
      signal: 'SIGUSR2' as const,
      logged: /"stack":\["at blockTheEventLoop \([^)]*service\.ts:\d+:\d+\)"/,
    },
  ])('$what', async ({ signal, logged }) => {
    supervisor.choose({ hangs: [], well: [] });
    const first = await supervisor.start();
    await eventually(() => expect(supervisor.logOf('hangs')).toContain('Starting'));
    const { hangs, well } = first.status;
    process.kill(hangs!.pid!, signal);
    const status = await eventually(async () => {
      const now = await supervisor.statusOf();
      expect(now.hangs!.restarts).toBe(1);
      return now;
    }, HUNG_FOR_MS);
    expect(supervisor.logOf('hangs')).toMatch(logged);
    expect(status.hangs!.lastExit).toBe('hung, ended');
    expect(status.well).toMatchObject({ pid: well!.pid, restarts: 0 });
  });

  test('also when an earlier supervisor had started it', async () => {
    supervisor.choose({ hangs: [] });
    const first = await supervisor.start();
    await eventually(() => expect(supervisor.logOf('hangs')).toContain('Starting'));
    process.kill(first.status.hangs!.pid!, 'SIGUSR2');
    await kill(first.child);
    const second = await supervisor.start();
    expect(second.status.hangs!.pid).toBe(first.status.hangs!.pid);
    await eventually(async () => expect((await supervisor.statusOf()).hangs!.restarts).toBe(1), HUNG_FOR_MS);
    expect(supervisor.logOf('hangs')).toContain('blockTheEventLoop');
  });
});
