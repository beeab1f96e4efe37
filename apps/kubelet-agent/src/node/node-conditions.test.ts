import type { MachineUse } from './machine';
import { conditionEvent, nodeConditions } from './node-conditions';

const plenty: MachineUse = {
  memoryAvailableBytes: 1e9,
  diskAvailableBytes: 5e9,
  diskBytes: 1e10,
  inodesFree: 900,
  inodes: 1000,
  processes: 100,
  processesMax: 32768,
};

test.each<[string, Partial<MachineUse>, string[], string[]]>([
  [
    'all is well',
    {},
    [],
    [
      'MemoryPressure=False KubeletHasSufficientMemory',
      'DiskPressure=False KubeletHasNoDiskPressure',
      'PIDPressure=False KubeletHasSufficientPID',
      'Ready=True KubeletReady',
    ],
  ],
  [
    'little memory',
    { memoryAvailableBytes: 99 * 1024 * 1024 },
    [],
    ['MemoryPressure=True KubeletHasInsufficientMemory'],
  ],
  ['disk nearly full', { diskAvailableBytes: 0.9e9 }, [], ['DiskPressure=True KubeletHasDiskPressure']],
  ['inodes nearly used up', { inodesFree: 49 }, [], ['DiskPressure=True KubeletHasDiskPressure']],
  [
    'a file system that does not count inodes',
    { inodesFree: 0, inodes: 0 },
    [],
    ['DiskPressure=False KubeletHasNoDiskPressure'],
  ],
  ['too many processes', { processes: 32000 }, [], ['PIDPressure=True KubeletHasInsufficientPID']],
  ['no runtime', {}, ['container runtime is down'], ['Ready=False KubeletNotReady']],
])('%s', (_, use, notReady, expected) => {
  const conditions = nodeConditions({ ...plenty, ...use }, notReady);
  expect(conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`)).toEqual(
    expect.arrayContaining(expected),
  );
  expect(conditions).toHaveLength(4);
});

test('several reasons are one message', () => {
  expect(nodeConditions(plenty, ['a', 'b'])[3]?.message).toBe('[a, b]');
});

test('events have names of their own', () => {
  expect(nodeConditions(plenty, []).map(conditionEvent)).toEqual([
    'NodeHasSufficientMemory',
    'NodeHasNoDiskPressure',
    'NodeHasSufficientPID',
    'NodeReady',
  ]);
  expect(conditionEvent({ type: 'Ready', status: 'False' })).toBe('NodeNotReady');
});
