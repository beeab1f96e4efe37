import { MANDATORY_LEVELS, SUGGESTED_LEVELS } from './bootstrap-objects';
import { seatLimits, shareOut } from './seat-limits';

test('the levels that a cluster begins with have Kubernetes’ seats', () => {
  const limits = seatLimits([...MANDATORY_LEVELS, ...SUGGESTED_LEVELS], 600);
  expect(Object.fromEntries([...limits].map(([name, { nominal, least }]) => [name, [nominal, least]]))).toEqual({
    exempt: [0, 0],
    'catch-all': [13, 13],
    system: [74, 50],
    'node-high': [98, 73],
    'leader-election': [25, 25],
    'workload-high': [98, 49],
    'workload-low': [245, 24],
    'global-default': [49, 24],
  });
  expect(limits.get('system')?.most).toBe(600);
});

test('borrowing has its limit', () => {
  const limited = { limitResponse: { type: 'Reject' } };
  const levels = [
    { metadata: { name: 'a' }, spec: { type: 'Limited', limited: { ...limited, borrowingLimitPercent: 50 } } },
    { metadata: { name: 'b' }, spec: { type: 'Limited', limited: { ...limited, lendablePercent: 100 } } },
  ];
  expect(Object.fromEntries(seatLimits(levels, 20))).toEqual({
    a: { nominal: 10, least: 10, most: 15 },
    b: { nominal: 10, least: 0, most: 20 },
  });
});

test.each<[[number, number, number][], number, number[]]>([
  [[[5, 20, 100], [0, 20, 0]], 20, [20, 0]],
  [[[5, 20, 30], [5, 20, 10]], 20, [15, 5]],
  [[[5, 8, 100], [5, 20, 100]], 20, [8, 12]],
  [[[15, 20, 100], [15, 20, 100]], 20, [15, 15]],
  [[[0, 20, 0], [0, 20, 0]], 20, [0, 0]],
])('%j of %d seats: %j', (shares, seats, expected) =>
  expect(shareOut(shares.map(([least, most, wanted]) => ({ least, most, wanted })), seats)).toEqual(expected),
); // prettier-ignore
