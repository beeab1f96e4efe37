import type { KubeObject } from '@kubets/apimachinery';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { createMemoryObjects } from '../auth/testing/memory-objects';
import { configMaps } from '../resources/configmaps/configmaps';
import type { ResourceDefinition } from '../registry/resource';
import { ensureTrackingDay, isTrackingConfigMap } from './legacy-token-tracking';

const metadata = { namespace: 'kube-system', name: 'kube-apiserver-legacy-service-account-token-tracking' };

test.each<[string, ConfigMap | undefined, string[]]>([
  ['nothing', undefined, ['ensure {"since":"2026-01-31"}']],
  ['a day', { metadata, data: { since: '2020-02-29' } }, []],
  ['no day', { metadata, data: { since: '2026-02-30', other: 'x' } }, ['replace {"since":"2026-01-31","other":"x"}']],
  ['no data', { metadata }, ['replace {"since":"2026-01-31"}']],
])('of %s: %p becomes %p', async (_, current, expected) => {
  const written: string[] = [];
  const write = (how: string) => async (_definition: unknown, object: KubeObject) =>
    void written.push(`${how} ${JSON.stringify((object as ConfigMap).data)}`);
  await ensureTrackingDay({
    reader: createMemoryObjects({ configmaps: current ? [current] : [] }),
    writer: { ensure: write('ensure'), replace: write('replace') },
    definition: configMaps as unknown as ResourceDefinition,
    now: new Date('2026-01-31T12:00:00Z'),
  });
  expect(written).toEqual(expected);
});

test('it is one of one namespace', () => {
  expect(isTrackingConfigMap({ metadata })).toBe(true);
  expect(isTrackingConfigMap({ metadata: { ...metadata, namespace: 'default' } })).toBe(false);
});
