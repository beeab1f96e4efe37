import type { Pod } from '@kubets/proto-gen/core/v1';
import { gracePeriodSeconds } from './grace-period';

const pod = (terminationGracePeriodSeconds?: number, deletionGracePeriodSeconds?: number): Pod => ({
  metadata:
    deletionGracePeriodSeconds === undefined
      ? {}
      : { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds },
  spec: { containers: [], terminationGracePeriodSeconds },
});

test.each<[string, Pod | undefined, number | undefined, number]>([
  ['what the spec says', pod(40), undefined, 40],
  ['the default', pod(), undefined, 30],
  ['what the deletion says', pod(40, 5), undefined, 5],
  ['a second at least', pod(40, 0), undefined, 1],
  ['one that is to go at once', pod(40, 40), 0, 1],
  ['what is left for it', pod(40), 7, 7],
  ['less than is left for it', pod(5), 7, 5],
  ['one that was never known', undefined, undefined, 1],
  ['more than can be waited for', pod(Number.MAX_SAFE_INTEGER), undefined, 2 ** 31 - 1],
])('%s', (_, input, most, expected) => {
  expect(gracePeriodSeconds(input, most)).toBe(expected);
});
