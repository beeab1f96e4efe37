import { createAsker, podsOf, type Asker } from '../testing/ask';
import { endpoint, service, slice } from '../testing/cluster-objects';
import { addresses, canMakeLab, createNetLab, type NetLab } from '../testing/net-lab';
import { createNodeProxy, type NodeProxy } from '../testing/node-proxy';

jest.setTimeout(120_000);

(canMakeLab() ? describe : describe.skip)('which endpoints packets come to', () => {
  let lab: NetLab;
  let here: NodeProxy;
  let there: NodeProxy;
  let ask: Asker;
  const ip = '10.96.0.50';
  const nodePort = 30_080;
  const pods = ['pod-a', 'pod-b', 'pod-c'] as const;
  const nodeOf = (pod: (typeof pods)[number]) => (pod === 'pod-c' ? 'other' : 'node');
  const web = service('web', { clusterIP: ip });
  const from = (place: 'pod-a' | 'pod-c') => podsOf(24, () => ask.http(place, ip));

  beforeAll(async () => {
    lab = createNetLab();
    await Promise.all(pods.map((pod) => lab.serve(pod, { tcp: [8080] })));
    here = createNodeProxy(lab, 'node', 'a');
    there = createNodeProxy(lab, 'other', 'b');
    ask = createAsker(lab);
  });
  afterAll(() => lab?.close());

  test('with hints for nodes come to those of the own node, and go elsewhere when it has none', async () => {
    const hinted = (...of: readonly (typeof pods)[number][]) => [
      slice(
        'web',
        of.map((pod) => endpoint(addresses[pod], nodeOf(pod), { hints: { forNodes: [{ name: nodeOf(pod) }] } })),
      ),
    ];
    for (const proxy of [here, there]) await proxy.apply([web], hinted(...pods));
    expect(from('pod-a')).toEqual(['pod-a', 'pod-b']);
    expect(from('pod-c')).toEqual(['pod-c']);
    for (const proxy of [here, there]) await proxy.apply([web], hinted('pod-c'));
    expect(from('pod-a')).toEqual(['pod-c']);
    for (const proxy of [here, there]) await proxy.apply([web], hinted('pod-a', 'pod-b'));
    expect(from('pod-c')).toEqual(['pod-a', 'pod-b']);
  });

  test('with hints for zones come to those for the own zone, and to all when one has no hint', async () => {
    const zones = { 'pod-a': 'b', 'pod-b': 'a', 'pod-c': 'a' };
    const hinted = (all: boolean) => [
      slice(
        'web',
        pods.map((pod) =>
          endpoint(
            addresses[pod],
            nodeOf(pod),
            all || pod !== 'pod-a' ? { hints: { forZones: [{ name: zones[pod] }] } } : {},
          ),
        ),
      ),
    ];
    for (const proxy of [here, there]) await proxy.apply([web], hinted(true));
    expect(from('pod-a')).toEqual(['pod-b', 'pod-c']);
    expect(from('pod-c')).toEqual(['pod-a']);
    for (const proxy of [here, there]) await proxy.apply([web], hinted(false));
    expect(from('pod-a')).toEqual([...pods]);
  });

  test('from outside under the Local policy come to the last one here while it leaves', async () => {
    const local = service('web', {
      type: 'NodePort',
      clusterIP: ip,
      externalTrafficPolicy: 'Local',
      ports: [{ port: 80, nodePort }],
    });
    const leaving = endpoint(addresses['pod-b'], 'node', {
      conditions: { ready: false, serving: true, terminating: true },
    });
    await here.apply([local], [slice('web', [leaving, endpoint(addresses['pod-c'], 'other')])]);
    expect([...new Set(Array.from({ length: 10 }, () => ask.http('client', addresses.node, nodePort)))]).toEqual([
      `pod-b ${addresses.client}`,
    ]);
    expect(from('pod-a')).toEqual(['pod-c']);
  });

  test('of a load balancer that works as a proxy are left to it', async () => {
    const balanced = (ipMode: string) =>
      service(
        'web',
        { type: 'LoadBalancer', clusterIP: ip, ports: [{ port: 80, nodePort }] },
        { status: { loadBalancer: { ingress: [{ ip: '192.0.2.10', ipMode }] } } },
      );
    const slices = [slice('web', [endpoint(addresses['pod-c'], 'other')])];
    await here.apply([balanced('VIP')], slices);
    expect(ask.http('pod-a', '192.0.2.10')).toMatch(/^pod-c/);
    await here.apply([balanced('Proxy')], slices);
    expect(ask.http('pod-a', '192.0.2.10')).not.toMatch(/^pod/);
    expect(ask.http('client', addresses.node, nodePort)).toMatch(/^pod-c/);
  });
});
