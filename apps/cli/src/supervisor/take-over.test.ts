import type { ProcessSpec } from '../processes/process-spec';
import { fingerprintOf } from './fingerprint';
import type { RunningProcess } from './process-directory';
import { planTakeOver } from './take-over';

const spec = (name: string, changes: Partial<ProcessSpec> = {}): ProcessSpec => ({
  name,
  command: '/bin/true',
  args: [],
  health: { kind: 'unix', path: '/nowhere' },
  ours: true,
  ...changes,
});
const [web, db] = [spec('web'), spec('db')];
const running = (of: ProcessSpec, pid = process.pid): RunningProcess => ({
  name: of.name,
  identity: { pid, startTicks: '1' },
  record: { fingerprint: fingerprintOf(of), startedAt: '2026-01-01T00:00:00Z', restarts: 3 },
});

test.each<[string, RunningProcess[], { adopted: number[]; ended: number[] }]>([
  ['nothing runs', [], { adopted: [], ended: [] }],
  ['all run as they would be started', [running(web, 1), running(db, 2)], { adopted: [1, 2], ended: [] }],
  ['one is not wanted any more', [running(web, 1), running(spec('old'), 2)], { adopted: [1], ended: [2] }],
  ['one has other flags now', [running(spec('web', { args: ['--old'] }), 1)], { adopted: [], ended: [1] }],
  ['nobody knows how one was started', [{ ...running(web, 1), record: undefined }], { adopted: [], ended: [1] }],
  ['there are two of one name', [running(web, 1), running(web, 2)], { adopted: [1], ended: [2] }],
])('%s', (_, processes, expected) => {
  const { adopted, ended } = planTakeOver(processes, [web, db]);
  const pids = (some: Iterable<RunningProcess>) => [...some].map(({ identity }) => identity.pid);
  expect({ adopted: pids(adopted.values()), ended: pids(ended) }).toEqual(expected);
});

test('a process in a network namespace that was made anew since has to be started again', () => {
  const there = spec('web', { netns: 'kubets-no-such-namespace' });
  expect(planTakeOver([running(there)], [there]).ended).toHaveLength(1);
});

test('what is taken over keeps its count of restarts', () => {
  expect(planTakeOver([running(web)], [web]).adopted.get('web')?.record.restarts).toBe(3);
});
