import { backoff } from '@kubets/component';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSupervisedProcess } from './supervised-process';

const dir = mkdtempSync(join(tmpdir(), 'kubets-supervised-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('what cannot be started is tried again, and tells why not until it is', async () => {
  const told: (string | undefined)[] = [];
  const stopping = new AbortController();
  const supervised = createSupervisedProcess({
    spec: {
      name: 'program',
      command: 'sleep',
      args: ['60'],
      ours: false,
      health: { kind: 'unix', path: join(dir, 'none') },
    },
    logFile: join(dir, 'program.log'),
    lifeLine: join(dir, 'program.alive'),
    restartDelay: backoff({ initialMs: 1, maxMs: 1 }),
    probe: async () => ({ healthy: true, answered: true }),
    beforeStart: async () => {
      told.push(supervised.lastExit);
      if (told.length < 3) throw new Error('no space left on device');
    },
    onRunning: ({ pid }) => {
      stopping.abort();
      process.kill(pid, 'SIGKILL');
    },
    onHung: () => undefined,
  });
  await supervised.keepRunning(stopping.signal);
  expect(told).toEqual([undefined, 'no space left on device', 'no space left on device']);
  expect(supervised.restarts).toBe(2);
});
