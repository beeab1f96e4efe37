import { createAsker, podsOf, type Asker } from '../testing/ask';
import { endpoint, service, slice } from '../testing/cluster-objects';
import { addresses, canMakeLab, createNetLab, type NetLab } from '../testing/net-lab';
import { createNodeProxy, type NodeProxy } from '../testing/node-proxy';

jest.setTimeout(120_000);

(canMakeLab() ? describe : describe.skip)('packets to nodePorts, external and load balancer addresses', () => {
  let lab: NetLab;
  let proxy: NodeProxy;
  let ask: Asker;
  const podA = endpoint(addresses['pod-a'], 'node');
  const podB = endpoint(addresses['pod-b'], 'node');
  const podC = endpoint(addresses['pod-c'], 'other');
  const nodePort = 30_080;
  const balanced = '192.0.2.10';
  const nodePorted = (spec = {}) =>
    service('web', { type: 'NodePort', clusterIP: '10.96.0.50', ports: [{ port: 80, nodePort }], ...spec });
  const loadBalanced = (spec = {}) =>
    service(
      'web',
      { type: 'LoadBalancer', clusterIP: '10.96.0.50', ports: [{ port: 80, nodePort }], ...spec },
      { status: { loadBalancer: { ingress: [{ ip: balanced, ipMode: 'VIP' }] } } },
    );

  beforeAll(async () => {
    lab = createNetLab();
    await Promise.all((['pod-a', 'pod-b', 'pod-c'] as const).map((pod) => lab.serve(pod, { tcp: [8080] })));
    proxy = createNodeProxy(lab);
    ask = createAsker(lab);
  });
  afterAll(() => lab?.close());

  test('a nodePort reaches all endpoints from outside, pods and the node, on loopback too', async () => {
    await proxy.apply([nodePorted()], [slice('web', [podA, podB, podC])]);
    const all = ['pod-a', 'pod-b', 'pod-c'];
    expect(podsOf(30, () => ask.http('client', addresses.node, nodePort))).toEqual(all);
    expect(podsOf(30, () => ask.http('pod-a', addresses.node, nodePort))).toEqual(all);
    expect(podsOf(30, () => ask.http('node', addresses.node, nodePort))).toEqual(all);
    expect(podsOf(30, () => ask.http('node', '127.0.0.1', nodePort))).toEqual(all);
  });

  test("under the Cluster policy the source address is the node's", async () => {
    await proxy.apply([nodePorted()], [slice('web', [podC])]);
    expect(ask.http('client', addresses.node, nodePort)).toBe(`pod-c ${addresses.node}`);
  });

  test('under the Local policy outsiders keep their address and reach local endpoints only', async () => {
    await proxy.apply([nodePorted({ externalTrafficPolicy: 'Local' })], [slice('web', [podB, podC])]);
    expect([...new Set(Array.from({ length: 15 }, () => ask.http('client', addresses.node, nodePort)))]).toEqual([
      `pod-b ${addresses.client}`,
    ]);
    expect(podsOf(30, () => ask.http('pod-a', addresses.node, nodePort))).toEqual(['pod-b', 'pod-c']);
    expect(podsOf(30, () => ask.http('node', addresses.node, nodePort))).toEqual(['pod-b', 'pod-c']);
    expect(podsOf(30, () => ask.http('node', '127.0.0.1', nodePort))).toEqual(['pod-b', 'pod-c']);
  });

  test('under the Local policy without a local endpoint outsiders are dropped, others served', async () => {
    await proxy.apply([nodePorted({ externalTrafficPolicy: 'Local' })], [slice('web', [podC])]);
    expect(ask.http('client', addresses.node, nodePort)).toBe('timeout');
    expect(ask.http('pod-a', addresses.node, nodePort)).toBe(`pod-c ${addresses['pod-a']}`);
    expect(ask.http('node', '127.0.0.1', nodePort)).toBe(`pod-c ${addresses.node}`);
  });

  test('a nodePort without endpoints refuses', async () => {
    await proxy.apply([nodePorted()]);
    for (const from of ['client', 'pod-a', 'node'] as const)
      expect(ask.http(from, addresses.node, nodePort)).toBe('refused');
    expect(ask.http('node', '127.0.0.1', nodePort)).toBe('refused');
  });

  test('loopback is not opened to the network by loopback nodePorts', async () => {
    await proxy.apply([nodePorted()], [slice('web', [podA])]);
    lab.run('client', 'ip', 'addr', 'del', '127.0.0.1/8', 'dev', 'lo');
    lab.run('client', 'ip', 'route', 'add', '127.0.0.1/32', 'via', addresses.node);
    lab.run('client', 'sysctl', '-qw', 'net.ipv4.conf.all.route_localnet=1');
    await lab.serve('node', { tcp: [7777] });
    expect(ask.http('node', '127.0.0.1', 7777)).toBe('node 127.0.0.1');
    expect(ask.http('client', '127.0.0.1', nodePort)).not.toMatch(/^pod/);
    expect(ask.http('client', '127.0.0.1', 7777)).toBe('timeout');
    lab.run('client', 'ip', 'route', 'del', '127.0.0.1/32');
    lab.run('client', 'ip', 'addr', 'add', '127.0.0.1/8', 'dev', 'lo');
  });

  test('an externalIP and a load balancer address are forwarded like a nodePort', async () => {
    const externalIP = '192.0.2.99';
    await proxy.apply([loadBalanced({ externalIPs: [externalIP] })], [slice('web', [podA, podC])]);
    for (const address of [externalIP, balanced]) {
      for (const from of ['client', 'pod-b', 'node'] as const)
        expect(podsOf(20, () => ask.http(from, address))).toEqual(['pod-a', 'pod-c']);
    }
  });

  test('a load balancer address given by annotation works before it is published', async () => {
    const given = service(
      'web',
      { type: 'LoadBalancer', clusterIP: '10.96.0.50' },
      { metadata: { annotations: { 'loadbalancer.kubets.dev/address': '192.0.2.11' } } },
    );
    await proxy.apply([given], [slice('web', [podA])]);
    expect(podsOf(3, () => ask.http('client', '192.0.2.11'))).toEqual(['pod-a']);
  });

  test('loadBalancerSourceRanges filter load balancer addresses, not nodePorts', async () => {
    await proxy.apply(
      [loadBalanced({ loadBalancerSourceRanges: ['10.244.0.0/16', '10.244.1.0/24'] })],
      [slice('web', [podC])],
    );
    expect(ask.http('client', balanced)).toBe('timeout');
    expect(ask.http('pod-a', balanced)).toBe(`pod-c ${addresses.node}`);
    expect(ask.http('client', addresses.node, nodePort)).toBe(`pod-c ${addresses.node}`);
    await proxy.apply([loadBalanced({ loadBalancerSourceRanges: [`${addresses.client}/32`] })], [slice('web', [podC])]);
    expect(ask.http('client', balanced)).toBe(`pod-c ${addresses.node}`);
    expect(ask.http('pod-a', balanced)).toBe('timeout');
  });

  test("an address on the node's interface answers for the Service only, and for ping", async () => {
    await proxy.apply([loadBalanced()], [slice('web', [podA, podC])]);
    lab.run('node', 'ip', 'addr', 'add', `${balanced}/32`, 'dev', 'eth0');
    await lab.serve('node', { tcp: [7778] });
    expect(ask.http('client', addresses.node, 7778)).toBe(`node ${addresses.client}`);
    expect(ask.http('client', balanced, 7778)).toBe('refused');
    expect(podsOf(20, () => ask.http('client', balanced))).toEqual(['pod-a', 'pod-c']);
    expect(podsOf(20, () => ask.http('node', balanced))).toEqual(['pod-a', 'pod-c']);
    await proxy.apply([loadBalanced({ loadBalancerSourceRanges: ['10.201.7.0/24'] })], [slice('web', [podC])]);
    expect(ask.http('node', balanced)).toMatch(/^pod-c/);
    lab.run('node', 'ip', 'addr', 'del', `${balanced}/32`, 'dev', 'eth0');
  });
});
