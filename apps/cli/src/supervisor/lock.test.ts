import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { acquireLock, lockHolder } from './lock';
import { identify } from './process-identity';

const runDir = mkdtempSync(join(tmpdir(), 'kubets-lock-'));
const layout = { ...layoutOf(DEFAULT_OPTIONS), runDir };
afterAll(() => rmSync(runDir, { recursive: true }));

test('nobody holds a cluster that has had no supervisor, nor one whose supervisor is gone', async () => {
  expect(await lockHolder(layout)).toBeUndefined();
  writeFileSync(join(runDir, 'supervisor.lock'), JSON.stringify({ pid: process.pid, startTicks: '1' }));
  expect(await lockHolder(layout)).toBeUndefined();
});

test('one supervisor holds it, and the next is told', async () => {
  await acquireLock(layout);
  expect(await lockHolder(layout)).toEqual(identify(process.pid));
  await expect(acquireLock(layout)).rejects.toThrow(`a supervisor of ${runDir} is running already`);
});
