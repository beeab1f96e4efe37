import { createFakeClock } from '@kubets/component/testing';
import type { Namespace, Pod } from '@kubets/proto-gen/core/v1';
import type { Deployment } from '@kubets/proto-gen/apps/v1';
import { createFakeCluster } from './fake-cluster';

const at = (name: string) => ({ namespace: 'default', name });
const pod = (name: string, rest: Partial<Pod> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: at(name),
  spec: { containers: [{ name: 'c' }] },
  ...rest,
});

describe('writes', () => {
  test('a new object gets what the server gives, and no status of its own', async () => {
    const cluster = createFakeCluster();
    const created = await cluster.pods.create(pod('a', { status: { phase: 'Running' } }));
    expect(created).toMatchObject({
      metadata: { uid: expect.any(String), resourceVersion: '2', generation: 1 },
      status: { phase: 'Pending' },
    });
    await expect(cluster.pods.create(pod('a'))).rejects.toMatchObject({ reason: 'AlreadyExists' });
    expect(
      (await cluster.pods.create({ ...pod(''), metadata: { namespace: 'default', generateName: 'web-' } })).metadata
        ?.name,
    ).toMatch(/^web-[a-z0-9]{5}$/);
  });

  test('an update with an old version conflicts, one without changes nothing', async () => {
    const cluster = createFakeCluster([pod('a')]);
    const read = await cluster.pods.get(at('a'));
    const next = await cluster.pods.update({ ...read, metadata: { ...read.metadata, labels: { x: '1' } } });
    await expect(
      cluster.pods.update({ ...read, metadata: { ...read.metadata, labels: { x: '2' } } }),
    ).rejects.toMatchObject({ reason: 'Conflict' });
    expect((await cluster.pods.update(next)).metadata?.resourceVersion).toBe(next.metadata?.resourceVersion);
  });

  test('spec and status are written apart, and only the spec counts as a generation', async () => {
    const cluster = createFakeCluster();
    const made = await cluster.deployments.create({
      metadata: at('d'),
      spec: { replicas: 1, selector: {}, template: {} },
    });
    const withStatus = await cluster.deployments.updateStatus({
      ...made,
      spec: { ...made.spec, replicas: 9 },
      status: { readyReplicas: 1 },
    });
    expect(withStatus).toMatchObject({
      spec: { replicas: 1 },
      status: { readyReplicas: 1 },
      metadata: { generation: 1 },
    });
    const scaled = await cluster.deployments.update({ ...withStatus, spec: { ...made.spec, replicas: 3 }, status: {} });
    expect(scaled).toMatchObject({ spec: { replicas: 3 }, status: { readyReplicas: 1 }, metadata: { generation: 2 } });
  });

  test.each(['merge', 'strategic', 'json', 'apply'] as const)('a %s patch', async (type) => {
    const cluster = createFakeCluster([pod('a')]);
    const labels = { app: 'web' };
    const body = type === 'json' ? [{ op: 'add', path: '/metadata/labels', value: labels }] : { metadata: { labels } };
    expect((await cluster.pods.patch(at('a'), { type, body })).metadata?.labels).toEqual(labels);
  });

  test('a status patch leaves the rest alone', async () => {
    const cluster = createFakeCluster([pod('a')]);
    const patched = await cluster.pods.patch(at('a'), {
      type: 'merge',
      subresource: 'status',
      body: { spec: { nodeName: 'n' }, status: { phase: 'Running' } },
    });
    expect(patched.spec?.nodeName).toBeUndefined();
    expect(patched.status?.phase).toBe('Running');
  });

  test('what comes out cannot be used to change what is in', async () => {
    const cluster = createFakeCluster([pod('a')]);
    (await cluster.pods.get(at('a'))).metadata!.labels = { x: '1' };
    expect((await cluster.pods.get(at('a'))).metadata?.labels).toBeUndefined();
  });

  test('dry runs change nothing', async () => {
    const cluster = createFakeCluster();
    await cluster.pods.create(pod('a'), { dryRun: true });
    expect(cluster.objects('pods')).toEqual([]);
  });
});

describe('deletion', () => {
  test('finalizers keep an object until the last is gone', async () => {
    const cluster = createFakeCluster([pod('a', { metadata: { ...at('a'), finalizers: ['x'] } })]);
    expect((await cluster.pods.delete(at('a'))).metadata?.deletionTimestamp).toBeDefined();
    const waiting = await cluster.pods.get(at('a'));
    await cluster.pods.update({ ...waiting, metadata: { ...waiting.metadata, finalizers: [] } });
    await expect(cluster.pods.get(at('a'))).rejects.toMatchObject({ reason: 'NotFound' });
  });

  test('a pod on a node waits for its kubelet', async () => {
    const cluster = createFakeCluster([pod('a', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 5 } })], {
      clock: createFakeClock('2026-01-01T00:00:00Z'),
    });
    expect((await cluster.pods.delete(at('a'))).metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:05Z',
      deletionGracePeriodSeconds: 5,
    });
    await cluster.pods.delete(at('a'), { gracePeriodSeconds: 0 });
    expect(cluster.objects('pods')).toEqual([]);
  });

  test('preconditions are checked', async () => {
    const cluster = createFakeCluster([pod('a')]);
    await expect(cluster.pods.delete(at('a'), { preconditions: { uid: 'other' } })).rejects.toMatchObject({
      reason: 'Conflict',
    });
  });

  test('a namespace terminates until it is finalized', async () => {
    const cluster = createFakeCluster();
    await cluster.namespaces.create({ metadata: { name: 'shop' } });
    const terminating: Namespace = await cluster.namespaces.delete({ name: 'shop' });
    expect(terminating).toMatchObject({ status: { phase: 'Terminating' }, spec: { finalizers: ['kubernetes'] } });
    await cluster.namespaces.finalize({ ...terminating, spec: { finalizers: [] } });
    expect(cluster.objects('namespaces')).toEqual([]);
  });

  test.each([
    ['Foreground', 'foregroundDeletion'],
    ['Orphan', 'orphan'],
  ])('%s propagation leaves a finalizer to the garbage collector', async (propagationPolicy, finalizer) => {
    const cluster = createFakeCluster();
    await cluster.deployments.create({ metadata: at('d') });
    const deleted: Deployment = await cluster.deployments.delete(at('d'), { propagationPolicy });
    expect(deleted.metadata).toMatchObject({ finalizers: [finalizer], deletionTimestamp: expect.any(String) });
  });
});

describe('reads', () => {
  test('selectors and pages', async () => {
    const cluster = createFakeCluster([
      pod('a', { spec: { nodeName: 'n1' } }),
      pod('b', { spec: { nodeName: 'n2' } }),
      pod('c', { spec: { nodeName: 'n1' } }),
    ]);
    expect(
      (await cluster.pods.list({ fieldSelector: 'spec.nodeName=n1' })).items.map(({ metadata }) => metadata?.name),
    ).toEqual(['a', 'c']);
    const first = await cluster.pods.list({ limit: 2 });
    await cluster.pods.delete(at('c'), { gracePeriodSeconds: 0 });
    const second = await cluster.pods.list({ limit: 2, continue: first.metadata.continue });
    expect(second).toMatchObject({
      metadata: { resourceVersion: first.metadata.resourceVersion },
      items: [{ metadata: { name: 'c' } }],
    });
    expect(second.metadata.continue).toBeUndefined();
  });

  test('a watch from a forgotten version is 410', async () => {
    const cluster = createFakeCluster([pod('a')]);
    cluster.breakWatches({ expire: true });
    const watch = cluster.pods.watch({ resourceVersion: '1', signal: new AbortController().signal });
    await expect(watch[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 410 });
  });
});

describe('extra verbs', () => {
  test('bind once', async () => {
    const cluster = createFakeCluster([pod('a')]);
    await cluster.pods.bind(at('a'), 'n1');
    expect(await cluster.pods.get(at('a'))).toMatchObject({
      spec: { nodeName: 'n1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    });
    await expect(cluster.pods.bind(at('a'), 'n2')).rejects.toMatchObject({ reason: 'Conflict' });
  });

  test('scale', async () => {
    const cluster = createFakeCluster();
    await cluster.deployments.create({ metadata: at('d'), spec: { replicas: 1 } });
    const scale = await cluster.deployments.getScale(at('d'));
    await cluster.deployments.updateScale(at('d'), { ...scale, spec: { replicas: 4 } });
    expect((await cluster.deployments.get(at('d'))).spec?.replicas).toBe(4);
  });

  test('calls are recorded, reads are not, and failures can be ordered', async () => {
    const cluster = createFakeCluster([pod('a')]);
    cluster.failNext({ verb: 'delete', resource: 'pods', name: 'a' }, new Error('no'));
    await expect(cluster.pods.delete(at('a'))).rejects.toThrow('no');
    await cluster.pods.get(at('a'));
    await cluster.pods.delete(at('a'));
    expect(cluster.calls).toEqual([{ verb: 'delete', resource: 'pods', namespace: 'default', name: 'a' }]);
  });
});
