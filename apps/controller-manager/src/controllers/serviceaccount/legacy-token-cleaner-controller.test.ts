import { LEGACY_TOKEN } from '@kubets/api';
import type { KubeObject } from '@kubets/apimachinery';
import { createFakeClock } from '@kubets/component/testing';
import type { ConfigMap, Pod, Secret, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { startControllers } from '../../testing/start-controllers';
import { hasTrackedLongEnough, legacyTokenCleanerController, verdictOf } from './legacy-token-cleaner-controller';

const DAY_MS = 24 * 3600_000;
const YEAR_MS = 365 * DAY_MS;
const { lastUsed: USED, invalidSince: INVALID } = LEGACY_TOKEN;
const now = new Date('2026-06-15T12:00:00Z');

test.each<[string, Record<string, string>, string, string]>([
  ['2025-06-14T00:00:00Z', {}, 'mark', 'never used'],
  ['2025-06-15T12:00:00Z', {}, 'keep', 'made within the year'],
  ['2025-01-01T00:00:00Z', { [USED]: '2025-06-14' }, 'mark', 'used before'],
  ['2025-01-01T00:00:00Z', { [USED]: '2025-06-15' }, 'keep', 'used on the day'],
  ['2025-01-01T00:00:00Z', { [USED]: 'x' }, 'keep', 'used nobody knows when'],
  ['2024-01-01T00:00:00Z', { [INVALID]: '2025-06-14' }, 'delete', 'invalid for a year'],
  ['2024-01-01T00:00:00Z', { [INVALID]: '2025-06-15' }, 'keep', 'invalid for not yet a year'],
  ['2024-01-01T00:00:00Z', { [INVALID]: 'x' }, 'mark', 'invalid since nobody knows when'],
  ['2024-01-01T00:00:00Z', { [INVALID]: '2025-01-01', [USED]: '2026-01-01' }, 'keep', 'tried since it was marked'],
])('made %s, %p: %s (%s)', (creationTimestamp, labels, expected) => {
  expect(verdictOf({ metadata: { creationTimestamp, labels } }, now, YEAR_MS)).toBe(expected);
});

test('what goes already is kept', () => {
  const metadata = { creationTimestamp: '2020-01-01T00:00:00Z', deletionTimestamp: '2026-06-15T00:00:00Z' };
  expect(verdictOf({ metadata }, now, YEAR_MS)).toBe('keep');
});

test.each([
  ['2025-06-14', true],
  ['2025-06-15', false],
  ['x', false],
  [undefined, false],
])('tracked since %s long enough: %s', (since, expected) => {
  expect(hasTrackedLongEnough({ data: since ? { since } : {} }, now, YEAR_MS)).toBe(expected);
});

const account: ServiceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { namespace: 'shop', name: 'web', uid: 'web-uid' },
  secrets: [{ name: 'unused' }, { name: 'mounted' }, { name: 'marked' }],
};
const tracking = (since: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'kube-system', name: LEGACY_TOKEN.trackingConfigMap },
  data: { since },
});
const secret = (name: string, labels = {}): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: LEGACY_TOKEN.secretType,
  metadata: {
    namespace: 'shop',
    name,
    labels,
    creationTimestamp: '2020-01-01T00:00:00Z',
    annotations: { [LEGACY_TOKEN.accountName]: 'web' },
  },
});
const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name: 'web-1' },
  spec: { containers: [{ name: 'web', envFrom: [{ secretRef: { name: 'mounted' } }] }] },
};
const all = [account, pod, secret('unused'), secret('mounted'), secret('by-hand')];

async function secretsAfter(days: number, ...objects: KubeObject[]): Promise<Record<string, string | undefined>> {
  const running = startControllers([legacyTokenCleanerController], { objects, clock: createFakeClock(now) });
  await running.settle();
  for (let day = 0; day < days; day++) {
    await running.clock.advance(DAY_MS);
    await running.settle();
  }
  const secrets = running.cluster.objects<Secret>('secrets');
  await running.stop();
  return Object.fromEntries(secrets.map(({ metadata }) => [metadata!.name!, metadata?.labels?.[INVALID]]));
}

test('those that their account lists and nobody uses are marked, then deleted', async () => {
  expect(await secretsAfter(1, tracking('2020-01-01'), ...all, secret('marked', { [INVALID]: '2025-06-15' }))).toEqual({
    unused: '2026-06-15',
    mounted: undefined,
    'by-hand': undefined,
  });
});

test('nothing happens before uses have been written for a year', async () => {
  const untouched = { unused: undefined, mounted: undefined, 'by-hand': undefined };
  expect(await secretsAfter(0, tracking('2026-01-01'), ...all)).toEqual(untouched);
  expect(await secretsAfter(0, ...all)).toEqual(untouched);
});
