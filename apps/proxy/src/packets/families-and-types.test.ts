import { realClock } from '@kubets/component';
import { createAsker, podsOf, type Asker } from '../testing/ask';
import { endpoint, service, slice } from '../testing/cluster-objects';
import { addresses, addresses6, canMakeLab, createNetLab, type NetLab } from '../testing/net-lab';
import { createNodeProxy, type NodeProxy } from '../testing/node-proxy';

jest.setTimeout(120_000);

(canMakeLab() ? describe : describe.skip)('packets of a Service', () => {
  let lab: NetLab;
  let proxy: NodeProxy;
  let ask: Asker;
  const pods = ['pod-a', 'pod-b', 'pod-c'] as const;
  const nodeOf = (pod: (typeof pods)[number]) => (pod === 'pod-c' ? 'other' : 'node');
  const slices = [
    slice(
      'web',
      pods.map((pod) => endpoint(addresses[pod], nodeOf(pod))),
    ),
    slice(
      'web',
      pods.map((pod) => endpoint(addresses6[pod], nodeOf(pod))),
      undefined,
      'b',
    ),
  ];
  const [ip, ip6] = ['10.96.0.50', 'fd00:96::50'];
  const nodePort = 30_080;
  const balanced = '192.0.2.10';
  const ports = [{ port: 80, nodePort, protocol: 'TCP' }];

  beforeAll(async () => {
    lab = createNetLab();
    await Promise.all(pods.map((pod) => lab.serve(pod, { tcp: [8080] })));
    proxy = createNodeProxy(lab);
    ask = createAsker(lab);
  });
  afterAll(() => lab?.close());

  test('of IPv6 alone come to all endpoints, with the addresses of pods', async () => {
    await proxy.apply([service('web', { clusterIP: ip6, clusterIPs: [ip6], ipFamilies: ['IPv6'] })], slices);
    for (const from of ['pod-a', 'node', 'client'] as const)
      expect(podsOf(30, () => ask.http(from, ip6))).toEqual([...pods]);
    await proxy.apply(
      [service('web', { clusterIP: ip6, clusterIPs: [ip6] })],
      [slice('web', [endpoint(addresses6['pod-c'], 'other')])],
    );
    expect(ask.http('pod-a', ip6)).toBe(`pod-c ${addresses6['pod-a']}`);
    expect(ask.http('client', ip6)).toBe(`pod-c ${addresses6.node}`);
    await proxy.apply([service('web', { clusterIP: ip6, clusterIPs: [ip6] })]);
    expect(ask.http('client', ip6)).toBe('refused');
  });

  test('of both families come to both, by ClusterIP and node port, and leave one when the Service does', async () => {
    const both = { type: 'NodePort', clusterIP: ip, clusterIPs: [ip, ip6], ipFamilies: ['IPv4', 'IPv6'], ports };
    await proxy.apply([service('web', both)], slices);
    for (const address of [ip, ip6]) expect(podsOf(30, () => ask.http('pod-a', address))).toEqual([...pods]);
    for (const address of [addresses.node, addresses6.node])
      expect(podsOf(30, () => ask.http('client', address, nodePort))).toEqual([...pods]);
    await proxy.apply([service('web', { ...both, clusterIPs: [ip], ipFamilies: ['IPv4'] })], slices);
    expect(ask.http('pod-a', ip)).toMatch(/^pod/);
    expect(ask.http('pod-a', ip6)).not.toMatch(/^pod/);
  });

  test('go where each of the four types says, from each to each', async () => {
    const status = { status: { loadBalancer: { ingress: [{ ip: balanced, ipMode: 'VIP' }] } } };
    const types = {
      ClusterIP: service('web', { clusterIP: ip, ports: [{ port: 80 }] }),
      NodePort: service('web', { type: 'NodePort', clusterIP: ip, ports }),
      LoadBalancer: service('web', { type: 'LoadBalancer', clusterIP: ip, ports }, status),
      ExternalName: service('web', { type: 'ExternalName', externalName: 'www.example.com', clusterIP: '' }),
    };
    const reached = () => ({
      clusterIP: /^pod/.test(ask.http('pod-a', ip)),
      nodePort: /^pod/.test(ask.http('client', addresses.node, nodePort)),
      balanced: /^pod/.test(ask.http('client', balanced)),
    });
    const expected = {
      ClusterIP: { clusterIP: true, nodePort: false, balanced: false },
      NodePort: { clusterIP: true, nodePort: true, balanced: false },
      LoadBalancer: { clusterIP: true, nodePort: true, balanced: true },
      ExternalName: { clusterIP: false, nodePort: false, balanced: false },
    };
    type Type = keyof typeof types;
    const walk =
      'ClusterIP NodePort ClusterIP LoadBalancer ClusterIP ExternalName NodePort LoadBalancer NodePort ExternalName LoadBalancer ExternalName ClusterIP';
    for (const type of walk.split(' ') as Type[]) {
      await proxy.apply([types[type]], slices);
      expect({ type, ...reached() }).toEqual({ type, ...expected[type] });
    }
  });

  test('of one client go elsewhere when its affinity has run out, which each use puts off', async () => {
    const sticky = (timeoutSeconds: number) =>
      service('web', {
        clusterIP: ip,
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds } },
      });
    await proxy.apply([sticky(3)], slices);
    const [chosen] = podsOf(1, () => ask.http('client', ip));
    for (let used = 0; used < 5; used++) {
      await realClock.sleep(1000);
      expect(podsOf(1, () => ask.http('client', ip))).toEqual([chosen]);
    }
    const later = new Set<string | undefined>();
    for (let turn = 0; turn < 12 && later.size < 2; turn++) {
      await realClock.sleep(4000);
      later.add(podsOf(1, () => ask.http('client', ip))[0]);
    }
    expect(later.size).toBeGreaterThan(1);
  });

  test('are no reason to touch what others have in the kernel', async () => {
    const foreign =
      'table inet someone { chain c { type filter hook forward priority 0; tcp dport 81 counter drop; } }';
    lab.run('node', 'sh', '-c', `echo '${foreign}' | nft -f -`);
    const before = lab.run('node', 'nft', 'list', 'table', 'inet', 'someone').output;
    expect(before).toContain('someone');
    await proxy.apply([service('web', { clusterIP: ip })], slices);
    await createNodeProxy(lab).apply([service('web', { clusterIP: ip })], slices);
    await proxy.apply([]);
    await proxy.backend.remove();
    expect(lab.run('node', 'nft', 'list', 'table', 'inet', 'someone').output).toBe(before);
  });
});
