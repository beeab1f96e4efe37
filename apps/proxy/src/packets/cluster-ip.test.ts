import { createAsker, podsOf, type Asker } from '../testing/ask';
import { endpoint, service, slice } from '../testing/cluster-objects';
import { addresses, canMakeLab, createNetLab, type NetLab } from '../testing/net-lab';
import { createNodeProxy, type NodeProxy } from '../testing/node-proxy';

jest.setTimeout(120_000);

(canMakeLab() ? describe : describe.skip)('packets to a ClusterIP', () => {
  let lab: NetLab;
  let proxy: NodeProxy;
  let ask: Asker;
  const podA = endpoint(addresses['pod-a'], 'node');
  const podB = endpoint(addresses['pod-b'], 'node');
  const podC = endpoint(addresses['pod-c'], 'other');
  const ip = '10.96.0.50';
  const web = (spec = {}) => service('web', { clusterIP: ip, ...spec });

  beforeAll(async () => {
    lab = createNetLab();
    await Promise.all(
      (['pod-a', 'pod-b', 'pod-c'] as const).map((pod) => lab.serve(pod, { tcp: [8080], udp: [5353] })),
    );
    proxy = createNodeProxy(lab);
    ask = createAsker(lab);
  });
  afterAll(() => lab?.close());

  test('are spread over all endpoints, from pods, the node and outside', async () => {
    await proxy.apply([web()], [slice('web', [podA, podB, podC])]);
    for (const from of ['pod-a', 'node', 'client'] as const)
      expect(podsOf(30, () => ask.http(from, ip))).toEqual(['pod-a', 'pod-b', 'pod-c']);
  });

  test("keep a pod's address and hide an outsider's", async () => {
    await proxy.apply([web()], [slice('web', [podB])]);
    expect(ask.http('pod-a', ip)).toBe(`pod-b ${addresses['pod-a']}`);
    expect(ask.http('client', ip)).toBe('pod-b 10.244.1.1');
  });

  test('reach the very pod that sends them', async () => {
    await proxy.apply([web()], [slice('web', [podA])]);
    expect(ask.http('pod-a', ip)).toBe('pod-a 10.244.1.1');
  });

  test('without an endpoint, to a port the Service lacks, and to an address of no Service, are refused', async () => {
    const dns = { name: 'dns', port: 53, protocol: 'UDP' };
    await proxy.apply([web({ ports: [{ name: 'http', port: 80 }, dns] })]);
    for (const from of ['pod-a', 'node', 'client'] as const) {
      expect(ask.http(from, ip)).toBe('refused');
      expect(ask.http(from, ip, 81)).toBe('refused');
      expect(ask.udp(from, ip, 53)).toBe('refused');
    }
    expect(ask.http('pod-a', '10.96.77.77')).toBe('refused');
    expect(ask.http('node', '10.96.77.77')).toBe('refused');
  });

  test('with internalTrafficPolicy Local stay on the node or go nowhere', async () => {
    await proxy.apply([web({ internalTrafficPolicy: 'Local' })], [slice('web', [podB, podC])]);
    expect(podsOf(15, () => ask.http('pod-a', ip))).toEqual(['pod-b']);
    await proxy.apply([web({ internalTrafficPolicy: 'Local' })], [slice('web', [podC])]);
    expect(ask.http('pod-a', ip)).toBe('timeout');
  });

  test('go to serving, terminating endpoints when no other is left', async () => {
    const leaving = { conditions: { ready: false, serving: true, terminating: true } };
    await proxy.apply(
      [web()],
      [
        slice('web', [
          { ...podA, ...leaving },
          { ...podB, conditions: { ready: false, serving: false, terminating: false } },
        ]),
      ],
    );
    expect(podsOf(10, () => ask.http('client', ip))).toEqual(['pod-a']);
  });

  test('stick to one endpoint with sessionAffinity ClientIP, also when others come and the rules are replaced', async () => {
    const sticky = web({ sessionAffinity: 'ClientIP' });
    const slices = [slice('web', [podA, podB, podC])];
    await proxy.apply([sticky], slices);
    const [chosen] = podsOf(1, () => ask.http('client', ip));
    expect(podsOf(15, () => ask.http('client', ip))).toEqual([chosen]);
    expect(podsOf(1, () => ask.http('pod-a', ip))).toHaveLength(1);
    await proxy.apply(
      [sticky],
      [slice('web', [podA, podB, podC, endpoint('10.244.2.99', 'other', { conditions: { ready: false } })])],
    );
    expect(podsOf(15, () => ask.http('client', ip))).toEqual([chosen]);
    // A successor knows nothing of the clients but what it finds in the kernel.
    proxy = createNodeProxy(lab);
    expect(await proxy.apply([sticky], slices)).toMatchObject({ mode: 'everything' });
    expect(podsOf(15, () => ask.http('client', ip))).toEqual([chosen]);
    const remaining = [podA, podB, podC].filter(
      (candidate) => addresses[chosen as 'pod-a'] !== candidate.addresses?.[0],
    );
    await proxy.apply([sticky], [slice('web', remaining)]);
    expect(podsOf(15, () => ask.http('client', ip))).not.toContain(chosen);
  });

  test('over UDP follow the endpoints although the client keeps its port', async () => {
    const dns = web({ ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] });
    const ports = [{ name: 'dns', port: 5353, protocol: 'UDP' }];
    await proxy.apply([dns], [slice('web', [podB], ports)]);
    expect(ask.udp('pod-a', ip, 53, 4000)).toBe(`pod-b ${addresses['pod-a']}`);
    await proxy.apply([dns], [slice('web', [podC], ports)]);
    expect(ask.udp('pod-a', ip, 53, 4000)).toBe(`pod-c ${addresses['pod-a']}`);
    await proxy.apply([dns]);
    expect(ask.udp('pod-a', ip, 53, 4000)).toBe('refused');
    await proxy.apply([dns], [slice('web', [podB], ports)]);
    expect(ask.udp('pod-a', ip, 53, 4000)).toBe(`pod-b ${addresses['pod-a']}`);
  });

  test('use one number for TCP and UDP', async () => {
    const both = web({
      ports: [
        { name: 'tcp', port: 53, protocol: 'TCP' },
        { name: 'udp', port: 53, protocol: 'UDP' },
      ],
    });
    const ports = [
      { name: 'tcp', port: 8080, protocol: 'TCP' },
      { name: 'udp', port: 5353, protocol: 'UDP' },
    ];
    await proxy.apply([both], [slice('web', [podC], ports)]);
    expect(ask.http('pod-a', ip, 53)).toBe(`pod-c ${addresses['pod-a']}`);
    expect(ask.udp('pod-a', ip, 53)).toBe(`pod-c ${addresses['pod-a']}`);
  });

  test('stop with the Service', async () => {
    await proxy.apply([web()], [slice('web', [podA])]);
    await proxy.apply([]);
    expect(ask.http('client', ip)).toBe('timeout');
  });
});
