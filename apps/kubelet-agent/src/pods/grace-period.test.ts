import type { Pod } from '@kubets/proto-gen/core/v1';
import { gracePeriodSeconds } from './grace-period';

const pod = (terminationGracePeriodSeconds?: number, deletionGracePeriodSeconds?: number): Pod => ({
  metadata:
    deletionGracePeriodSeconds === undefined
      ? {}
      : { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds },
  spec: { containers: [], terminationGracePeriodSeconds },
});

test.each<[string, Pod | undefined, boolean, number]>([
  ['what the spec says', pod(40), false, 40],
  ['the default', pod(), false, 30],
  ['what the deletion says', pod(40, 5), false, 5],
  ['a second at least', pod(40, 0), false, 1],
  ['one that is gone', pod(40, 40), true, 1],
  ['one that was never known', undefined, false, 1],
  ['more than can be waited for', pod(Number.MAX_SAFE_INTEGER), false, 2 ** 31 - 1],
])('%s', (_, input, hurried, expected) => {
  expect(gracePeriodSeconds(input, { hurried })).toBe(expected);
});
