import type { NetworkPolicySpec } from '@kubets/proto-gen/networking/v1';
import { isPeer, isUnderPolicies, namedPortsOf, restrictingPolicies } from './policy-matching';
import { type PodPeer, policyRulesOf } from './policy-rules';

const policy = (spec: NetworkPolicySpec) => policyRulesOf({ metadata: { namespace: 'shop', name: 'p' }, spec });
const ingress = (rule: NonNullable<NetworkPolicySpec['ingress']>[0]) =>
  policy({ policyTypes: ['Ingress'], ingress: [rule] }).rules.ingress?.[0];
const byApp = (app: string) => ({ matchLabels: { app } });

test.each<[string, NetworkPolicySpec, object]>([
  ['no types: nothing is restricted', { ingress: [{}], egress: [{}] }, {}],
  ['a type without rules: nothing is let through', { policyTypes: ['Egress'] }, { egress: [] }],
  [
    'rules of a direction that is not restricted do not count',
    { policyTypes: ['Ingress'], ingress: [{}], egress: [{}] },
    { ingress: [{ peers: 'anyone', ports: 'all' }] },
  ],
])('directions: %s', (_, spec, expected) => expect(policy(spec).rules).toEqual(expected));

test.each<[string, NonNullable<NetworkPolicySpec['ingress']>[0]['ports'], unknown]>([
  ['none', undefined, 'all'],
  ['an empty list', [], 'all'],
  ['a protocol alone', [{ protocol: 'UDP' }], [{ protocol: 'UDP', from: 0, to: 65_535 }]],
  ['a number, of TCP unless said', [{ port: 80 }], [{ protocol: 'TCP', from: 80, to: 80 }]],
  ['a range', [{ port: 80, endPort: 90 }], [{ protocol: 'TCP', from: 80, to: 90 }]],
  ['a name', [{ protocol: 'SCTP', port: 'sig' }], [{ protocol: 'SCTP', name: 'sig' }]],
  ['what the kernel cannot forward', [{ protocol: 'ICMP', port: 1 }], []],
  ['a number that is no port', [{ port: 70_000 }], []],
])('ports: %s', (_, ports, expected) => expect(ingress({ ports })?.ports).toEqual(expected));

test.each<[string, NonNullable<NetworkPolicySpec['ingress']>[0]['from'], unknown]>([
  ['none', undefined, 'anyone'],
  ['an empty list', [], 'anyone'],
  ['a peer that says nothing is nobody', [{}], []],
  [
    'a block',
    [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
    [{ kind: 'block', cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }],
  ],
])('peers: %s', (_, from, expected) => expect(ingress({ from })?.peers).toEqual(expected));

const own = { namespace: 'shop', labels: { app: 'web' } };
const foreign = { namespace: 'other', labels: { app: 'web' } };
test.each<[string, object, typeof own, Record<string, string> | undefined, boolean]>([
  ['by label, in the own namespace', { podSelector: byApp('web') }, own, {}, true],
  ['by label, in another', { podSelector: byApp('web') }, foreign, {}, false],
  ['of another label', { podSelector: byApp('db') }, own, {}, false],
  ['by namespace', { namespaceSelector: { matchLabels: { team: 'a' } } }, foreign, { team: 'a' }, true],
  ['by another', { namespaceSelector: { matchLabels: { team: 'a' } } }, foreign, { team: 'b' }, false],
  ['of every namespace', { namespaceSelector: {} }, foreign, {}, true],
  ['of one that is not known', { namespaceSelector: {} }, foreign, undefined, false],
  ['by both', { namespaceSelector: {}, podSelector: byApp('web') }, foreign, {}, true],
  ['by one of both', { namespaceSelector: {}, podSelector: byApp('db') }, foreign, {}, false],
])('pods %s', (_, peer, pod, namespaceLabels, expected) => {
  const [parsed] = ingress({ from: [peer] })?.peers as PodPeer[];
  expect(isPeer(parsed!, pod, namespaceLabels)).toBe(expected);
});

test('peers that are the same pods have the same key', () => {
  const keyOf = (peer: object) => (ingress({ from: [peer] })?.peers as PodPeer[])[0]?.key;
  expect(keyOf({ podSelector: byApp('a') })).toBe(keyOf({ podSelector: byApp('a') }));
  expect(keyOf({ podSelector: byApp('a') })).not.toBe(keyOf({ podSelector: byApp('a'), namespaceSelector: {} }));
});

test.each([
  ['for all pods of its namespace', { policyTypes: ['Ingress'] }, own, 1],
  ['for those of a label', { policyTypes: ['Ingress'], podSelector: byApp('web') }, own, 1],
  ['for others', { policyTypes: ['Ingress'], podSelector: byApp('db') }, own, 0],
  ['of the other direction', { policyTypes: ['Egress'] }, own, 0],
  ['of another namespace', { policyTypes: ['Ingress'] }, foreign, 0],
])('a policy restricts %s', (_, spec, pod, expected) =>
  expect(restrictingPolicies([policy(spec)], pod, 'ingress')).toHaveLength(expected),
);

test.each([
  ['one that runs', { status: { phase: 'Running' } }, true],
  ['one of the node’s own network', { spec: { hostNetwork: true } }, false],
  ['one that has ended', { status: { phase: 'Failed' } }, false],
])('policies are about pods: %s', (_, pod, expected) => expect(isUnderPolicies(pod)).toBe(expected));

test('ports have names in containers and init containers', () => {
  const ports = (name: string, containerPort: number, protocol?: string) => [{ name, containerPort, protocol }];
  const spec = {
    containers: [{ ports: [...ports('web', 80), { containerPort: 81 }] }, { ports: ports('bad', 80, 'ICMP') }],
    initContainers: [{ ports: ports('dns', 53, 'UDP') }],
  };
  expect(namedPortsOf({ spec })).toEqual([
    { name: 'web', protocol: 'TCP', port: 80 },
    { name: 'dns', protocol: 'UDP', port: 53 },
  ]);
});
