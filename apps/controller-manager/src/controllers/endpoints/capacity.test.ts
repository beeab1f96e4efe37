import type { EndpointAddress } from '@kubets/proto-gen/core/v1';
import { truncateSubsets } from './capacity';

const addresses = (count: number): EndpointAddress[] =>
  Array.from({ length: count }, (_, i) => ({ ip: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` }));

test.each([
  { name: 'few', ready: [3], notReady: [2], expected: [[3, 2]], truncated: false },
  { name: 'exactly as many as fit', ready: [700], notReady: [300], expected: [[700, 300]], truncated: false },
  { name: 'unready ones go first', ready: [900], notReady: [300], expected: [[900, 100]], truncated: true },
  { name: 'too many ready ones', ready: [1500], notReady: [10], expected: [[1000, 0]], truncated: true },
  {
    name: 'subsets keep their proportion',
    ready: [1500, 500],
    notReady: [0, 0],
    expected: [
      [750, 0],
      [250, 0],
    ],
    truncated: true,
  },
])('$name', ({ ready, notReady, expected, truncated }) => {
  const result = truncateSubsets(
    ready.map((count, i) => ({
      addresses: addresses(count),
      notReadyAddresses: addresses(notReady[i] ?? 0),
      ports: [{ port: 80 }],
    })),
  );
  expect(
    result.subsets.map((subset) => [subset.addresses?.length ?? 0, subset.notReadyAddresses?.length ?? 0]),
  ).toEqual(expected);
  expect(result.truncated).toBe(truncated);
});
