import { nameOf } from '@kubets/apimachinery';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { createInformerSet, startInformers, unsyncedInformers } from './informer-set';
import { createFakeCluster } from './testing';

const namespaced = (kind: string, name: string, labels = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { namespace: 'ns', name, labels },
});

function setup() {
  const clock = createFakeClock();
  const cluster = createFakeCluster(
    [namespaced('Pod', 'a', { app: 'x' }), namespaced('Pod', 'b'), namespaced('ConfigMap', 'c')],
    { clock },
  );
  const informers = createInformerSet(
    cluster,
    {
      pods: { labelSelector: 'app=x', indexers: { label: (pod) => Object.values(pod.metadata?.labels ?? {}) } },
      configMaps: {},
    },
    { logger: createTestLogger(), clock },
  );
  return { clock, cluster, informers, stop: new AbortController() };
}

test('an informer for each resource, in its scope, started together', async () => {
  const { clock, informers, stop } = setup();
  expect(unsyncedInformers(informers)).toEqual(['pods', 'configmaps']);
  const started = startInformers(informers, stop.signal);
  await clock.advance(0);
  expect(await started).toBe(true);
  expect(unsyncedInformers(informers)).toEqual([]);
  expect(informers.pods.lister.byIndex('label', 'x').map(nameOf)).toEqual(['a']);
  expect(informers.pods.lister.list().map(nameOf)).toEqual(['a']);
  expect(informers.configMaps.lister.list().map(nameOf)).toEqual(['c']);
  stop.abort();
});

test('some of them can be started before the others', async () => {
  const { clock, informers, stop } = setup();
  const started = startInformers([informers.configMaps], stop.signal);
  await clock.advance(0);
  expect(await started).toBe(true);
  expect(unsyncedInformers(informers)).toEqual(['pods']);
  stop.abort();
});

test('a signal that aborts before the first lists is no error', async () => {
  const { clock, cluster, informers, stop } = setup();
  cluster.failNext({ verb: 'list', resource: 'pods' }, new Error('away'), 1000);
  const started = startInformers(informers, stop.signal);
  await clock.advance(100);
  stop.abort();
  await clock.advance(1000);
  expect(await started).toBe(false);
});
