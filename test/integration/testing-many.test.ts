// Many clusters in the process of one test: all there are at work at once, and none waits for another.
import { startCluster, type Cluster } from '../../packages/testing/src';

jest.setTimeout(240_000);

const CLUSTERS = 20;

const podNamed = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'any' }] },
});

test('twenty clusters that start at once run their own pods, see nothing of each other and end', async () => {
  const clusters = await Promise.all(Array.from({ length: CLUSTERS }, () => startCluster()));
  try {
    await Promise.all(clusters.map((one, index) => one.apply(podNamed(`only-${index}`) as never)));
    await Promise.all(clusters.map((one, index) => one.eventually(() => isRunning(one, `only-${index}`), PATIENT)));
    for (const [index, one] of clusters.entries()) {
      const { items } = await one.client.pods.list({ namespace: 'default' });
      expect(items.map(({ metadata }) => metadata?.name)).toEqual([`only-${index}`]);
    }
  } finally {
    await Promise.all(clusters.map((one) => one.stop()));
  }
});

test('of clusters that are asked for at once the first can be used before the last, also after one that cannot be started', async () => {
  const order: string[] = [];
  const asked = ['first', 'second', 'third', 'last'].map(async (name, index) => {
    const apiserverFlags: Record<string, string> = index === 1 ? { 'no-such-flag': '1' } : {};
    const cluster = await startCluster({ nodes: 0, components: [], apiserverFlags });
    order.push(name);
    await cluster.stop();
  });
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(order).toEqual(['first', 'third', 'last']);
});

test('a cluster ends that is stopped before its components have begun', async () => {
  const cluster = await startCluster();
  await cluster.stop();
  await expect(cluster.client.pods.list({ namespace: 'default' })).rejects.toThrow();
});

test('DNS is told of where it answers, and a component is cut off, also before they have begun', async () => {
  const cluster = await startCluster();
  try {
    cluster.faults.cutOff('scheduler');
    await cluster.apply(podNamed('waits') as never);
    await expect(cluster.dnsServer()).resolves.toMatch(/^127\.0\.0\.1:\d+$/);
    const { spec } = await cluster.client.pods.get({ namespace: 'default', name: 'waits' });
    expect(spec?.nodeName ?? '').toBe('');
    cluster.faults.join('scheduler');
    await cluster.eventually(() => isRunning(cluster, 'waits'), PATIENT);
  } finally {
    await cluster.stop();
  }
});

test('a pod can be made before the controllers have begun', async () => {
  const cluster = await startCluster();
  try {
    cluster.faults.cutOff('controller-manager');
    await cluster.apply(podNamed('first') as never);
    cluster.faults.join('controller-manager');
    await cluster.eventually(() => isRunning(cluster, 'first'), PATIENT);
  } finally {
    await cluster.stop();
  }
});

const PATIENT = { timeoutMs: 120_000 };

async function isRunning({ client }: Cluster, name: string): Promise<boolean> {
  return (await client.pods.get({ namespace: 'default', name })).status?.phase === 'Running';
}
