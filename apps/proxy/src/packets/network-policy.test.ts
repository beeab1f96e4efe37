import { createCommandRunner } from '../command';
import { createNft } from '../backends/nftables/nft';
import { createPolicyTables, type PolicyTables } from '../policy/policy-tables';
import type { PolicyState } from '../policy/policy-state';
import { byApp, pod, policy, stateOf } from '../policy/testing/cluster-of-policies';
import { createAsker, type Asker } from '../testing/ask';
import { endpoint, service, slice } from '../testing/cluster-objects';
import { addresses, canMakeLab, createNetLab, type NetLab } from '../testing/net-lab';
import { createNodeProxy } from '../testing/node-proxy';

jest.setTimeout(120_000);

const all = policy('deny', { ingress: [], egress: [] });
const ports = [{ name: 'http', containerPort: 8080 }];
const pods = [
  pod('pod-a', addresses['pod-a'], { ports }),
  pod('pod-b', addresses['pod-b'], { ports, namespace: 'y' }),
  pod('pod-c', addresses['pod-c'], { ports, node: 'node-2' }),
];

(canMakeLab() ? describe : describe.skip)('packets under NetworkPolicies', () => {
  let lab: NetLab;
  let ask: Asker;
  let state: PolicyState;
  let tables: PolicyTables;
  const nft = () => createNft(createCommandRunner(lab.inside('node')));

  beforeAll(async () => {
    lab = createNetLab();
    await Promise.all(
      (['pod-a', 'pod-b', 'pod-c'] as const).map((name) => lab.serve(name, { tcp: [8080, 8081], udp: [5353] })),
    );
    ask = createAsker(lab);
    const proxy = createNodeProxy(lab);
    await proxy.apply(
      [service('web', { clusterIP: '10.96.0.50', type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] })],
      [slice('web', [endpoint(addresses['pod-b'], 'node')])],
    );
    state = stateOf(pods, []);
    tables = createPolicyTables(nft(), state.tables);
  });
  afterAll(() => lab?.close());

  /** Exactly these policies, made by what changes only. */
  async function apply(...policies: (typeof all)[]): Promise<void> {
    for (const key of known.splice(0)) state.setPolicy(key, undefined);
    for (const one of policies) {
      known.push(`${one.metadata?.namespace}/${one.metadata?.name}`);
      state.setPolicy(known.at(-1) as string, one);
    }
    expect(state.refresh()).toEqual([]);
    await tables.commit(!state.isEmpty());
  }
  const known: string[] = [];

  test('nothing comes in and nothing leaves, but from the own node and to itself', async () => {
    await apply(all);
    expect(ask.http('pod-c', addresses['pod-a'], 8080)).toBe('timeout');
    expect(ask.http('pod-a', addresses['pod-c'], 8080)).toBe('timeout');
    expect(ask.http('pod-a', addresses['pod-b'], 8080)).toBe('timeout');
    expect(ask.http('client', addresses['pod-a'], 8080)).toBe('timeout');
    expect(ask.http('node', addresses['pod-a'], 8080)).toBe('pod-a 10.244.1.1');
    expect(ask.http('pod-a', addresses['pod-a'], 8080)).toBe(`pod-a ${addresses['pod-a']}`);
    // Of another namespace, and replies come back.
    expect(ask.http('pod-b', addresses['pod-c'], 8080)).toBe(`pod-c ${addresses['pod-b']}`);
  });

  test('pods, ports by number, name and range, and protocols', async () => {
    const from = [{ podSelector: byApp('pod-c') }];
    const http = { protocol: 'TCP', port: 'http' };
    await apply(all, policy('c', { ingress: [{ from, ports: [http, { protocol: 'UDP', port: 5353 }] }] }));
    expect(ask.http('pod-c', addresses['pod-a'], 8080)).toBe(`pod-a ${addresses['pod-c']}`);
    expect(ask.http('pod-c', addresses['pod-a'], 8081)).toBe('timeout');
    expect(ask.udp('pod-c', addresses['pod-a'], 5353)).toBe(`pod-a ${addresses['pod-c']}`);
    expect(ask.http('pod-b', addresses['pod-a'], 8080)).toBe('timeout');
    await apply(all, policy('c', { ingress: [{ from, ports: [{ protocol: 'TCP', port: 8081, endPort: 9000 }] }] }));
    expect(ask.http('pod-c', addresses['pod-a'], 8080)).toBe('timeout');
    expect(ask.http('pod-c', addresses['pod-a'], 8081)).toBe(`pod-a ${addresses['pod-c']}`);
  });

  test('ranges with holes, of which the last decides', async () => {
    const cidr = '10.201.7.0/24';
    const block = (...except: string[]) => policy('r', { ingress: [{ from: [{ ipBlock: { cidr, except } }] }] });
    await apply(block());
    expect(ask.http('client', addresses['pod-a'], 8080)).toBe(`pod-a ${addresses.client}`);
    await apply(block(`${addresses.client}/32`));
    expect(ask.http('client', addresses['pod-a'], 8080)).toBe('timeout');
    await apply(block('10.201.7.4/30'));
    expect(ask.http('client', addresses['pod-a'], 8080)).toBe(`pod-a ${addresses.client}`);
  });

  test('Services are matched by the endpoint and its port, from pods and from outside', async () => {
    const to = [{ namespaceSelector: { matchLabels: { name: 'y' } } }];
    const toPort = (port: number) => policy('out', { egress: [{ to, ports: [{ protocol: 'TCP', port }] }] });
    await apply(all, toPort(8080));
    expect(ask.http('pod-a', '10.96.0.50')).toBe(`pod-b ${addresses['pod-a']}`);
    await apply(all, toPort(80));
    expect(ask.http('pod-a', '10.96.0.50')).toBe('timeout');
    await apply(policy('in', { ingress: [] }, 'y'));
    expect(ask.http('client', addresses.node, 30_080)).toBe('timeout');
    const allowed = { ingress: [{ from: [{ ipBlock: { cidr: `${addresses.client}/32` } }] }] };
    await apply(policy('in', allowed, 'y'));
    expect(ask.http('client', addresses.node, 30_080)).toBe('pod-b 10.244.1.1');
  });

  test('an address that no policy was asked about yet gets nothing through; without policies there is no table', async () => {
    await apply(policy('other', { ingress: [] }, 'z'));
    expect(ask.http('pod-b', addresses['pod-c'], 8080)).toBe(`pod-c ${addresses['pod-b']}`);
    state.setPod('y/pod-b', undefined);
    await apply(policy('other', { ingress: [] }, 'z'));
    expect(ask.http('pod-b', addresses['pod-c'], 8080)).toBe('timeout');
    expect(ask.http('pod-c', addresses['pod-b'], 8080)).toBe('timeout');
    await apply();
    expect(ask.http('pod-b', addresses['pod-c'], 8080)).toBe(`pod-c ${addresses['pod-b']}`);
    expect(lab.run('node', 'nft', 'list', 'tables').output).not.toContain('kubets-policy');
  });

  test('the kernel takes 1,000 policies at once, of IPv6 too, and each change of one as a few elements', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => {
      const from = [
        { podSelector: {} },
        { ipBlock: { cidr: `192.${n % 250}.${Math.floor(n / 250)}.0/24` } },
        { ipBlock: { cidr: `fd00:${n.toString(16)}::/32`, except: [`fd00:${n.toString(16)}:1::/48`] } },
      ];
      return policy(`p${n}`, { ingress: [{ from, ports: [{ protocol: 'TCP', port: 9000 + n }] }] });
    });
    await apply(...many);
    expect(ask.http('pod-c', addresses['pod-a'], 8080)).toBe('timeout');
    state.setPolicy('x/p0', policy('p0', { ingress: [{ from: [{ podSelector: {} }] }] }));
    state.refresh();
    await tables.commit(true);
    expect(ask.http('pod-c', addresses['pod-a'], 8080)).toBe(`pod-a ${addresses['pod-c']}`);
    // Another process takes over what is there.
    await createPolicyTables(nft(), state.tables).commit(true);
    expect(ask.http('pod-c', addresses['pod-a'], 8080)).toBe(`pod-a ${addresses['pod-c']}`);
    await apply();
  });
});
