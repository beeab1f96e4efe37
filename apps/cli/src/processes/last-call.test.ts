import { lastCallOf } from './last-call';

test.each<[string, string[], number | undefined]>([
  ['none', ['--max-pods=5'], undefined],
  ['no time', ['--shutdown-grace-period=0s'], undefined],
  ['not a time: the agent says so', ['--shutdown-grace-period=soon'], undefined],
  ['for all pods', ['--shutdown-grace-period=1m30s', '--shutdown-grace-period-critical-pods=30s'], 100_000],
  ['the last counts', ['--shutdown-grace-period=1m', '--shutdown-grace-period=20s'], 30_000],
  ['by priority', ['--shutdown-grace-period-by-pod-priority=0=20,1000=5'], 35_000],
])('an agent with these flags: %s', (_, flags, graceMs) =>
  expect(lastCallOf(flags)).toEqual(graceMs === undefined ? undefined : { signal: 'SIGPWR', graceMs }),
);
