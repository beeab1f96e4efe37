import { conditionEvent, nodeConditions, type Pressure } from './node-conditions';

const none = new Set<Pressure>();

test.each<[string, Pressure[], string[], string[]]>([
  [
    'all is well',
    [],
    [],
    [
      'MemoryPressure=False KubeletHasSufficientMemory',
      'DiskPressure=False KubeletHasNoDiskPressure',
      'PIDPressure=False KubeletHasSufficientPID',
      'Ready=True KubeletReady',
    ],
  ],
  [
    'short of everything',
    ['MemoryPressure', 'DiskPressure', 'PIDPressure'],
    [],
    [
      'MemoryPressure=True KubeletHasInsufficientMemory',
      'DiskPressure=True KubeletHasDiskPressure',
      'PIDPressure=True KubeletHasInsufficientPID',
      'Ready=True KubeletReady',
    ],
  ],
  ['no runtime', [], ['container runtime is down'], ['Ready=False KubeletNotReady']],
])('%s', (_, pressures, notReady, expected) => {
  const conditions = nodeConditions(new Set(pressures), notReady);
  expect(conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`)).toEqual(
    expect.arrayContaining(expected),
  );
  expect(conditions).toHaveLength(4);
});

test('several reasons are one message', () => {
  expect(nodeConditions(none, ['a', 'b'])[3]?.message).toBe('[a, b]');
});

test('events have names of their own', () => {
  expect(nodeConditions(none, []).map(conditionEvent)).toEqual([
    'NodeHasSufficientMemory',
    'NodeHasNoDiskPressure',
    'NodeHasSufficientPID',
    'NodeReady',
  ]);
  expect(conditionEvent({ type: 'Ready', status: 'False' })).toBe('NodeNotReady');
});
