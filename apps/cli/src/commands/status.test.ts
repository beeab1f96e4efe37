import type { ProcessStatus } from '../supervisor/control';
import { statusTable } from './status';

const NOW = Date.parse('2026-01-01T02:00:00Z');
const process = (changes: Partial<ProcessStatus>): ProcessStatus => ({
  name: 'dns',
  ours: true,
  running: true,
  pid: 4711,
  startedAt: '2026-01-01T00:00:00Z',
  restarts: 0,
  memoryBytes: 30 * 1024 * 1024,
  logFile: '/logs/dns.log',
  ...changes,
});

test('a process in a line, in columns that are as wide as their widest cell', () => {
  const rows = [
    { process: process({}), result: { healthy: true, version: 'v1.37.0' } },
    { process: process({ name: 'scheduler', restarts: 12 }), result: { healthy: false, detail: 'HTTP 500' } },
    { process: process({ name: 'etcd', memoryBytes: 0 }), result: { healthy: false } },
    {
      process: process({ name: 'proxy', running: false, pid: undefined, memoryBytes: 0, lastExit: 'SIGKILL' }),
      result: { healthy: false, detail: 'SIGKILL' },
    },
  ];
  expect(statusTable(rows, NOW).split('\n')).toEqual([
    'SERVICE     HEALTH      VERSION   PID    MEMORY   RESTARTS   AGE    LOG',
    'dns         ok          v1.37.0   4711   30 MiB   0          120m   /logs/dns.log',
    'scheduler   HTTP 500              4711   30 MiB   12         120m   /logs/dns.log',
    'etcd        unhealthy             4711            0          120m   /logs/dns.log',
    'proxy       SIGKILL                               0                 /logs/dns.log',
  ]);
});
