import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { followLifeLine, makeLifeLine } from './life-line';
import { forgetProcesses, lifeLineOf, recordStart, runningProcesses } from './process-directory';

const runDir = mkdtempSync(join(tmpdir(), 'kubets-processes-'));
const layout = { ...layoutOf(DEFAULT_OPTIONS), runDir };
const record = { fingerprint: 'f', startedAt: '2026-01-01T00:00:00Z', restarts: 2 };
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => rmSync(runDir, { recursive: true, force: true }));

/** A process as the supervisor starts them: its standard input is its life line. */
async function start(name: string): Promise<ChildProcess> {
  await recordStart(layout, name, record);
  const line = await makeLifeLine(lifeLineOf(layout, name));
  const child = spawn('sleep', ['600'], { stdio: [line, 'ignore', 'ignore'] });
  closeSync(line);
  children.push(child);
  return child;
}
const known = () => runningProcesses(layout).map(({ name, identity, record }) => [name, identity.pid, record]);

test('a process is known by its life line, with how it was started, until it ends', async () => {
  const child = await start('web');
  expect(known()).toEqual([['web', child.pid, record]]);
  const ended = followLifeLine(lifeLineOf(layout, 'web'), () => undefined);
  child.kill('SIGKILL');
  await ended;
  expect(known()).toEqual([]);
});

test('of two of one name only the later one is known by its record', async () => {
  const [first, second] = [await start('web'), await start('web')];
  expect(known().sort()).toEqual(
    [
      ['web', first.pid, undefined],
      ['web', second.pid, record],
    ].sort(),
  );
});

test('a record that is half written tells nothing, and does not keep its process from being found', async () => {
  const child = await start('web');
  writeFileSync(join(runDir, 'processes/web.json'), '{"fingerprint":');
  expect(known()).toEqual([['web', child.pid, undefined]]);
});

test('life lines are root’s alone, and all of it is forgotten in the end', async () => {
  await start('web');
  expect(statSync(lifeLineOf(layout, 'web')).mode & 0o777).toBe(0o600);
  await forgetProcesses(layout);
  expect(statSync(join(runDir, 'processes'), { throwIfNoEntry: false })).toBeUndefined();
});

test('a life line that nobody holds has ended already', async () => {
  closeSync(await makeLifeLine(join(runDir, 'held-by-nobody')));
  await followLifeLine(join(runDir, 'held-by-nobody'), () => undefined);
});
