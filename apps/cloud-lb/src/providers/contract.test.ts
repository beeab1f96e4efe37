import type { Service } from '@kubets/proto-gen/core/v1';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, service } from '../testing/objects';
import { startCloudLb, type RunningCloudLb, type TestedProvider } from '../testing/start-cloud-lb';

// What every provider that owns addresses does. What reaches whom is shown by packets: test/integration/load-balancers.timing.test.ts.

const twoNodes = [node('node-1', '10.0.0.11'), node('node-2', '10.0.0.12')];
const ref = (name: string) => ({ namespace: 'default', name });
const sharing = (key: string) => ({ annotations: { 'loadbalancer.kubets.dev/allow-shared-ip': key } });
const udp = [{ port: 80, protocol: 'UDP' }];
const folder = mkdtempSync(join(tmpdir(), 'pools-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each<TestedProvider>(['l2-pool', 'passthrough'])('%s', (provider) => {
  const started: RunningCloudLb[] = [];
  async function start(o: Parameters<typeof startCloudLb>[0]): Promise<RunningCloudLb> {
    const running = startCloudLb({ provider, ...o });
    started.push(running);
    await running.settle();
    return running;
  }
  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });
  const published = (running: RunningCloudLb, ...names: string[]) =>
    names.map((name) => running.state(name).published.join());

  const pools = `pools:
  - { name: team, addresses: [10.0.1.0/30], namespaces: [team], priority: 10 }
  - { name: gold, addresses: [10.0.2.0/30], serviceSelector: { matchLabels: { tier: gold } }, priority: 1 }
  - { name: asked, addresses: [10.0.3.0/30], autoAssign: false }
  - { name: small, addresses: [10.0.4.7], priority: 50 }
`;
  test.each<[string, Service[], Record<string, string>]>([
    ['of the pool for all', [service('a')], { a: '10.0.4.7' }],
    ['of the pool of its namespace', [service('a', {}, { namespace: 'team' })], { a: '10.0.1.0' }],
    ['of the pool of its labels', [service('a', {}, { labels: { tier: 'gold' } })], { a: '10.0.2.0' }],
    ['that it asks for', [service('a', { loadBalancerIP: '10.0.3.2' })], { a: '10.0.3.2' }],
    ['of the next pool when one is empty', [service('a'), service('b')], { a: '10.0.4.7', b: '10.0.0.200' }],
    [
      'that is shared under one key, with other ports',
      [service('a', {}, sharing('k')), service('b', { ports: udp }, sharing('k'))],
      { a: '10.0.4.7', b: '10.0.4.7' },
    ],
    [
      'of its own where keys or ports are in the way',
      [service('a', {}, sharing('k')), service('b', { ports: udp }, sharing('l')), service('c', {}, sharing('k'))],
      { a: '10.0.4.7', b: '10.0.0.200', c: '10.0.0.201' },
    ],
  ])('gives an address %s', async (_, objects, expected) => {
    const file = join(folder, 'pools.yaml');
    writeFileSync(file, pools);
    const running = await start({ objects: [...twoNodes, ...objects], flags: ['--load-balancer-pools-file', file] });
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, published(running, name)[0]]))).toEqual(
      expected,
    );
  });

  test('publishes an address when it answers, not before', async () => {
    const running = await start({ objects: [...twoNodes, service('web')], silent: ['10.0.0.200'] });
    await running.clock.advance(5000);
    expect(running.state('web')).toMatchObject({ published: [], address: '10.0.0.200' });
    running.silent.clear();
    await running.clock.advance(2000);
    await running.settle();
    expect(published(running, 'web')).toEqual(['10.0.0.200']);
  });

  test('publishes a name where a domain is set, which leads to the address', async () => {
    const running = await start({
      objects: [...twoNodes, service('web')],
      flags: ['--load-balancer-domain', 'lb.test'],
    });
    expect(running.service('web').status?.loadBalancer?.ingress).toEqual([{ hostname: 'web.default.lb.test' }]);
    expect(running.state('web').address).toBe('10.0.0.200');
  });

  test('a restart moves nothing and writes nothing', async () => {
    const running = await start({ objects: [...twoNodes, service('a'), service('b'), service('c')] });
    const before = ['a', 'b', 'c'].map((name) => running.state(name));
    await running.stop();
    running.cluster.clearCalls();
    const again = await start({ cluster: running.cluster });
    await again.clock.advance(10_000);
    expect(['a', 'b', 'c'].map((name) => again.state(name))).toEqual(before);
    expect(running.cluster.calls).toEqual([]);
    expect(again.forwarded[0]).toEqual(running.forwarded[0]);
  });

  test('releases all when the type changes or the Service goes', async () => {
    const running = await start({ objects: [...twoNodes, service('a'), service('b')] });
    await running.cluster.services.patch(ref('a'), { type: 'merge', body: { spec: { type: 'ClusterIP' } } });
    await running.cluster.services.delete(ref('b'));
    await running.settle();
    expect(running.state('a')).toEqual({ published: [], address: undefined, node: undefined });
    expect(running.cluster.objects('services')).toHaveLength(1);
    running.cluster.seed(service('c'));
    await running.settle();
    expect(published(running, 'c')).toEqual(['10.0.0.200']);
  });

  test('says that there are no nodes', async () => {
    const running = await start({ objects: [...twoNodes, service('web')], healthy: [] });
    await running.clock.advance(5000);
    await running.settle();
    expect(published(running, 'web')).toEqual(['']);
    expect(running.events('web')).toContain(
      'Warning UnAvailableLoadBalancer There are no available nodes for LoadBalancer',
    );
  });
});
