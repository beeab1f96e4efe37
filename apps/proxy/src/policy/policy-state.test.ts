import type { NetworkPolicy, NetworkPolicyPort, NetworkPolicySpec } from '@kubets/proto-gen/networking/v1';
import { type TracedPacket, tracePacket } from '../backends/nftables/testing/trace-packet';
import { dnsServersOf } from './dns-servers';
import { contentOf } from './policy-tables';
import { byApp, namespace, pod, policy, stateOf } from './testing/cluster-of-policies';

const ports = [
  { name: 'http', containerPort: 8080 },
  { name: 'dns', containerPort: 5353, protocol: 'UDP' },
];
const addresses = { a: '10.244.1.2', b: '10.244.1.3', far: '10.244.2.2', other: '10.244.2.3', old: '10.244.1.4' };
const [OUTSIDE, FRESH, SIX, SIX_FAR] = ['203.0.113.7', '10.244.1.9', 'fd00:244:1::2', 'fd00:244:2::2'];
const pods = [
  pod('a', addresses.a, { ports, addresses: [addresses.a, SIX] }),
  pod('b', addresses.b, { namespace: 'y' }),
  pod('far', addresses.far, { node: 'node-2', ports, addresses: [addresses.far, SIX_FAR] }),
  pod('other', addresses.other, { node: 'node-2', namespace: 'z' }),
  // Its address has been given to another pod.
  pod('gone', addresses.old, { leaving: true }),
  pod('new', addresses.old, { namespace: 'y' }),
  pod('ended', '10.244.1.5', { phase: 'Succeeded' }),
  pod('host', '10.201.0.12', { hostNetwork: true, node: 'node-2' }),
];

const toA = { destination: addresses.a, port: 80 };
const fromA = { source: addresses.a, port: 80 };
const all = policy('deny', { ingress: [], egress: [] });
const fromOnly = (...from: NonNullable<NonNullable<NetworkPolicySpec['ingress']>[0]['from']>) =>
  policy('in', { ingress: [{ from }] });
const toOnly = (...to: NonNullable<NonNullable<NetworkPolicySpec['egress']>[0]['to']>) =>
  policy('out', { egress: [{ to }] });
const at = (...some: NetworkPolicyPort[]) => policy('at', { ingress: [{ ports: some }] });
const outAt = (...some: NetworkPolicyPort[]) => policy('out-at', { egress: [{ ports: some }] });

type Packet = Omit<TracedPacket, 'nodeAddresses'>;
const [PASSES, DROPPED] = [true, false];

test.each<[string, NetworkPolicy[], Packet, boolean]>([
  ['without a policy', [], { ...toA, source: OUTSIDE }, PASSES],
  ['default deny of what comes in', [policy('d', { ingress: [] })], { ...toA, source: addresses.far }, DROPPED],
  [
    'default deny of what comes in, and what leaves',
    [policy('d', { ingress: [] })],
    { ...fromA, destination: addresses.far },
    PASSES,
  ],
  ['default deny of what leaves', [policy('d', { egress: [] })], { ...fromA, destination: OUTSIDE }, DROPPED],
  [
    'default deny of what leaves, and what comes in',
    [policy('d', { egress: [] })],
    { ...toA, source: addresses.far },
    PASSES,
  ],
  ['an established connection', [all], { ...toA, source: addresses.far, established: true }, PASSES],
  ['from the own node', [all], { ...toA, source: '10.201.0.11', fromNode: true }, PASSES],
  ['to the own node', [all], { ...fromA, destination: '10.201.0.11' }, PASSES],
  ['a pod and itself', [all], { ...fromA, destination: addresses.a }, PASSES],
  ['a policy of another namespace', [policy('d', { ingress: [] }, 'y')], { ...toA, source: OUTSIDE }, PASSES],
  [
    'a policy for other pods',
    [policy('d', { podSelector: byApp('b'), ingress: [] })],
    { ...toA, source: OUTSIDE },
    PASSES,
  ],
  [
    'a policy for this pod',
    [policy('d', { podSelector: byApp('a'), ingress: [] })],
    { ...toA, source: OUTSIDE },
    DROPPED,
  ],
  [
    'a pod of another node under a policy',
    [policy('d', { podSelector: byApp('far'), ingress: [] })],
    { ...fromA, destination: addresses.far },
    PASSES,
  ],
  ['all allowed beside default deny', [all, policy('o', { ingress: [{}] })], { ...toA, source: OUTSIDE }, PASSES],
  ['a pod that is selected', [fromOnly({ podSelector: byApp('far') })], { ...toA, source: addresses.far }, PASSES],
  [
    'a pod of that label in another namespace',
    [fromOnly({ podSelector: byApp('b') })],
    { ...toA, source: addresses.b },
    DROPPED,
  ],
  [
    'a namespace that is selected',
    [fromOnly({ namespaceSelector: { matchLabels: { name: 'y' } } })],
    { ...toA, source: addresses.b },
    PASSES,
  ],
  [
    'a namespace that is not',
    [fromOnly({ namespaceSelector: { matchLabels: { name: 'y' } } })],
    { ...toA, source: addresses.other },
    DROPPED,
  ],
  [
    'a pod of a namespace, both selected',
    [fromOnly({ namespaceSelector: {}, podSelector: byApp('b') })],
    { ...toA, source: addresses.b },
    PASSES,
  ],
  [
    'another pod of it',
    [fromOnly({ namespaceSelector: {}, podSelector: byApp('b') })],
    { ...toA, source: addresses.other },
    DROPPED,
  ],
  [
    'one peer or another',
    [fromOnly({ podSelector: byApp('x') }, { podSelector: byApp('far') })],
    { ...toA, source: addresses.far },
    PASSES,
  ],
  [
    'one policy or another',
    [fromOnly({ podSelector: byApp('x') }), policy('more', { ingress: [{ from: [{ podSelector: byApp('far') }] }] })],
    { ...toA, source: addresses.far },
    PASSES,
  ],
  ['any pod, from outside', [fromOnly({ namespaceSelector: {} })], { ...toA, source: OUTSIDE }, DROPPED],
  [
    'a pod in its node’s network is no pod',
    [fromOnly({ namespaceSelector: {} })],
    { ...toA, source: '10.201.0.12' },
    DROPPED,
  ],
  [
    'an address that a new pod has of one that leaves: the old one’s label',
    [fromOnly({ podSelector: byApp('gone') })],
    { ...toA, source: addresses.old },
    DROPPED,
  ],
  [
    'and the new one’s',
    [fromOnly({ namespaceSelector: {}, podSelector: byApp('new') })],
    { ...toA, source: addresses.old },
    PASSES,
  ],
  ['a range', [fromOnly({ ipBlock: { cidr: '203.0.113.0/24' } })], { ...toA, source: OUTSIDE }, PASSES],
  ['outside the range', [fromOnly({ ipBlock: { cidr: '203.0.113.0/30' } })], { ...toA, source: OUTSIDE }, DROPPED],
  [
    'a hole of the range',
    [fromOnly({ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.6/31'] } })],
    { ...toA, source: OUTSIDE },
    DROPPED,
  ],
  [
    'beside the hole',
    [fromOnly({ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.4/31', '203.0.113.8/29'] } })],
    { ...toA, source: OUTSIDE },
    PASSES,
  ],
  [
    'a hole that another range fills',
    [fromOnly({ ipBlock: { cidr: '0.0.0.0/0', except: ['203.0.113.0/24'] } }, { ipBlock: { cidr: '203.0.113.7/32' } })],
    { ...toA, source: OUTSIDE },
    PASSES,
  ],
  [
    'ranges of a pod’s address',
    [toOnly({ ipBlock: { cidr: '10.244.2.0/24' } })],
    { ...fromA, destination: addresses.far },
    PASSES,
  ],
  ['the port', [at({ protocol: 'TCP', port: 80 })], { ...toA, source: OUTSIDE }, PASSES],
  ['another port', [at({ protocol: 'TCP', port: 81 })], { ...toA, source: OUTSIDE }, DROPPED],
  ['another protocol', [at({ protocol: 'UDP', port: 80 })], { ...toA, source: OUTSIDE }, DROPPED],
  ['SCTP', [at({ protocol: 'SCTP', port: 80 })], { ...toA, source: OUTSIDE, protocol: 'SCTP' }, PASSES],
  ['a protocol without a port', [at({ protocol: 'TCP' })], { ...toA, source: OUTSIDE }, PASSES],
  ['a range of ports', [at({ protocol: 'TCP', port: 79, endPort: 81 })], { ...toA, source: OUTSIDE }, PASSES],
  ['after a range of ports', [at({ protocol: 'TCP', port: 70, endPort: 79 })], { ...toA, source: OUTSIDE }, DROPPED],
  [
    'ranges that overlap',
    [
      at(
        { protocol: 'TCP', port: 70, endPort: 79 },
        { protocol: 'TCP', port: 75, endPort: 90 },
        { protocol: 'TCP', port: 80 },
      ),
    ],
    { ...toA, source: OUTSIDE },
    PASSES,
  ],
  ['a named port', [at({ protocol: 'TCP', port: 'http' })], { ...toA, port: 8080, source: OUTSIDE }, PASSES],
  [
    'a named port of another protocol',
    [at({ protocol: 'TCP', port: 'dns' })],
    { ...toA, port: 5353, source: OUTSIDE },
    DROPPED,
  ],
  [
    'a name that the pod lacks',
    [at({ protocol: 'TCP', port: 'ftp' })],
    { ...toA, port: 8080, source: OUTSIDE },
    DROPPED,
  ],
  [
    'a named port of where it goes',
    [outAt({ protocol: 'UDP', port: 'dns' })],
    { ...fromA, port: 5353, protocol: 'UDP', destination: addresses.far },
    PASSES,
  ],
  [
    'a named port of where nobody has it',
    [outAt({ protocol: 'UDP', port: 'dns' })],
    { ...fromA, port: 5353, protocol: 'UDP', destination: OUTSIDE },
    DROPPED,
  ],
  [
    'pods and a port',
    [policy('p', { egress: [{ to: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 80 }] }] })],
    { ...fromA, destination: addresses.far },
    PASSES,
  ],
  [
    'pods and a range of ports',
    [policy('p', { egress: [{ to: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 70, endPort: 90 }] }] })],
    { ...fromA, destination: addresses.far },
    PASSES,
  ],
  [
    'what leaves is allowed, and what comes in is not',
    [toOnly({ namespaceSelector: {} }), policy('d', { ingress: [] }, 'y')],
    { ...fromA, destination: addresses.b },
    DROPPED,
  ],
  [
    'what comes in is allowed, and what leaves is not',
    [policy('d', { egress: [] }), policy('o', { ingress: [{}] }, 'y')],
    { ...fromA, destination: addresses.b },
    DROPPED,
  ],
  [
    'both are',
    [toOnly({ namespaceSelector: {} }), policy('o', { ingress: [{ from: [{ namespaceSelector: {} }] }] }, 'y')],
    { ...fromA, destination: addresses.b },
    PASSES,
  ],
  [
    'from a pod that nobody knows yet',
    [policy('d', { ingress: [] }, 'z')],
    { source: FRESH, destination: OUTSIDE, port: 80 },
    DROPPED,
  ],
  [
    'to a pod that nobody knows yet',
    [policy('d', { ingress: [] }, 'z')],
    { source: OUTSIDE, destination: FRESH, port: 80 },
    DROPPED,
  ],
])('%s', (_, policies, packet, passes) => {
  const state = stateOf(pods, policies);
  // Without a policy there is no table.
  const trace = state.isEmpty()
    ? { outcome: 'forwarded' }
    : tracePacket(contentOf(state.tables.IPv4), { ...packet, nodeAddresses: ['10.201.0.11'] });
  expect(trace.outcome !== 'dropped').toBe(passes);
});

test.each<[string, NetworkPolicy[], Packet, boolean]>([
  ['a pod', [fromOnly({ podSelector: byApp('far') })], { source: SIX_FAR, destination: SIX, port: 80 }, PASSES],
  ['a stranger', [fromOnly({ podSelector: byApp('far') })], { source: 'fd01::1', destination: SIX, port: 80 }, DROPPED],
  [
    'a range',
    [fromOnly({ ipBlock: { cidr: 'fd01::/16', except: ['fd01:1::/32'] } })],
    { source: 'fd01::1', destination: SIX, port: 80 },
    PASSES,
  ],
  [
    'a hole',
    [fromOnly({ ipBlock: { cidr: 'fd01::/16', except: ['fd01:1::/32'] } })],
    { source: 'fd01:1::1', destination: SIX, port: 80 },
    DROPPED,
  ],
  [
    'a range of the other family',
    [fromOnly({ ipBlock: { cidr: '0.0.0.0/0' } })],
    { source: 'fd01::1', destination: SIX, port: 80 },
    DROPPED,
  ],
])('IPv6: %s', (_, policies, packet, passes) => {
  const { outcome } = tracePacket(contentOf(stateOf(pods, policies).tables.IPv6), { ...packet, nodeAddresses: [] });
  expect(outcome !== 'dropped').toBe(passes);
});

const DNS_ADDRESS = '10.201.0.1';
const dnsSlice = (...addresses: string[]) => ({
  ports: [{ name: 'dns', protocol: 'UDP', port: 53 }],
  endpoints: addresses.map((address) => ({ addresses: [address] })),
});
const kubeSystem = { namespaceSelector: { matchLabels: { name: 'kube-system' } } };
const dnsLabel = { matchLabels: { 'k8s-app': 'kube-dns' } };

test.each<[string, NonNullable<NetworkPolicySpec['egress']>[0], boolean]>([
  ['its namespace', { to: [kubeSystem], ports: [{ protocol: 'UDP', port: 53 }] }, PASSES],
  ['its namespace and label', { to: [{ ...kubeSystem, podSelector: dnsLabel }] }, PASSES],
  ['its label in any namespace', { to: [{ namespaceSelector: {}, podSelector: dnsLabel }] }, PASSES],
  ['the name of its port', { to: [kubeSystem], ports: [{ protocol: 'UDP', port: 'dns' }] }, PASSES],
  ['its label in the namespace of the policy', { to: [{ podSelector: dnsLabel }] }, DROPPED],
  ['another namespace', { to: [{ namespaceSelector: { matchLabels: { name: 'y' } } }] }, DROPPED],
  ['another port', { to: [kubeSystem], ports: [{ protocol: 'UDP', port: 54 }] }, DROPPED],
])('the DNS of the cluster by %s', (_, egress, passes) => {
  const state = stateOf(pods, [policy('out', { egress: [egress] })]);
  state.setNamespace('kube-system', namespace('kube-system'));
  state.setDnsServers(dnsServersOf([dnsSlice(DNS_ADDRESS)]));
  state.refresh();
  const packet = { source: addresses.a, destination: DNS_ADDRESS, port: 53, protocol: 'UDP' as const };
  const { outcome } = tracePacket(contentOf(state.tables.IPv4), { ...packet, nodeAddresses: ['10.201.0.11'] });
  expect(outcome !== 'dropped').toBe(passes);
});

test('DNS servers come and go by one element', () => {
  const state = stateOf(pods, [policy('out', { egress: [{ to: [kubeSystem] }] })]);
  state.setNamespace('kube-system', namespace('kube-system'));
  const delta = (...servers: string[]) => {
    state.setDnsServers(dnsServersOf([dnsSlice(...servers)]));
    state.refresh();
    const { addElements, removeElements } = state.tables.IPv4.takeDelta();
    return [addElements, removeElements].map((elements) => elements.map(({ key }) => key));
  };
  delta(DNS_ADDRESS);
  expect(delta(DNS_ADDRESS, '10.201.0.2')).toEqual([['10.201.0.2'], []]);
  expect(delta('10.201.0.2')).toEqual([[], [DNS_ADDRESS]]);
});

test('changes of pods, labels, namespaces and policies change only what they are about', () => {
  const state = stateOf(pods, [
    all,
    fromOnly({ podSelector: byApp('far') }, { namespaceSelector: { matchLabels: { on: 'yes' } } }),
  ]);
  const table = state.tables.IPv4;
  const delta = () => {
    expect(state.refresh()).toEqual([]);
    const { addElements, removeElements, addChains, addSets } = table.takeDelta();
    return {
      added: addElements.map(({ key }) => key),
      removed: removeElements.map(({ key }) => key),
      rules: addChains.length + addSets.length,
    };
  };
  delta();
  state.setPod('x/far-2', pod('far', '10.244.2.9', { node: 'node-2' }));
  expect(delta()).toEqual({ added: ['10.244.2.9'], removed: [], rules: 0 });
  state.setPod('x/far-2', pod('far', '10.244.2.9', { node: 'node-2', labels: { app: 'none' } }));
  expect(delta()).toEqual({ added: [], removed: ['10.244.2.9'], rules: 0 });
  state.setNamespace('y', { metadata: { name: 'y', labels: { on: 'yes' } } });
  expect(delta().added.sort()).toEqual([addresses.b, addresses.old]);
  state.setNamespace('y', namespace('y'));
  expect(delta().removed.sort()).toEqual([addresses.b, addresses.old]);
  state.setPod('q/stranger', pod('stranger', '10.244.2.10', { namespace: 'q', node: 'node-2' }));
  expect(delta()).toEqual({ added: [], removed: [], rules: 0 });
  state.setPod('y/c', pod('c', '10.244.1.7', { namespace: 'y' }));
  expect(delta()).toEqual({ added: ['10.244.1.7'], removed: [], rules: 0 });
  state.setPolicy('x/deny', undefined);
  state.setPolicy('x/in', undefined);
  expect(delta().removed).toEqual(expect.arrayContaining([addresses.a]));
  expect(state.isEmpty()).toBe(true);
});

test('a packet passes as many rules with 1,000 policies as with one', () => {
  const many = Array.from({ length: 1000 }, (_, n) =>
    policy(`p${n}`, {
      ingress: [
        {
          from: [{ podSelector: byApp(`p${n}`) }, { ipBlock: { cidr: `192.0.${n % 256}.0/24` } }],
          ports: [{ protocol: 'TCP', port: 80 + n }],
        },
      ],
    }),
  );
  const rulesOf = (policies: NetworkPolicy[]): number =>
    contentOf(stateOf(pods, policies).tables.IPv4).chains.reduce((sum, { rules }) => sum + rules.length, 0);
  expect(rulesOf(many)).toBe(rulesOf(many.slice(0, 1)));
});

test('what is more than can be held is told, and dropped', () => {
  const huge = policy('huge', {
    ingress: [
      {
        from: Array.from({ length: 1000 }, (_, n) => ({
          ipBlock: { cidr: `10.${n % 250}.${Math.floor(n / 250)}.0/24` },
        })),
        ports: Array.from({ length: 1000 }, (_, n) => ({ protocol: 'TCP', port: 2 * n + 1 })),
      },
    ],
  });
  const state = stateOf(pods, []);
  state.setPolicy('x/huge', huge);
  expect(state.refresh()).toEqual(['x/huge']);
  const packet = { source: OUTSIDE, destination: addresses.a, port: 80, nodeAddresses: [] };
  expect(tracePacket(contentOf(state.tables.IPv4), packet).outcome).toBe('dropped');
});
