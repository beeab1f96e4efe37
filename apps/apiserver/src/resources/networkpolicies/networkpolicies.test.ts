import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from '@kubets/proto-gen/networking/v1';
import { cellsOf, created, updated } from '../testing/strategy-harness';
import { networkPolicies } from './networkpolicies';

const policy = (spec: NetworkPolicySpec) => ({ metadata: { name: 'p', namespace: 'default' }, spec });
const everyPod = { podSelector: {} };
const fromPeer = (peer: NetworkPolicyPeer): NetworkPolicySpec => ({ ...everyPod, ingress: [{ from: [peer] }] });
const toPort = (port: NetworkPolicyPort): NetworkPolicySpec => ({ ...everyPod, egress: [{ ports: [port] }] });
const PEER = 'spec.ingress[0].from[0]';
const PORT = 'spec.egress[0].ports[0]';
const CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const RANGE = 'must be between 1 and 65535, inclusive';
const SUBSET = 'must be a strict subset of `cidr`';

test.each<[string, NetworkPolicySpec, string[]]>([
  ['default deny', everyPod, []],
  ['both selectors of a peer', fromPeer({ podSelector: {}, namespaceSelector: {} }), []],
  ['a range with holes', fromPeer({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }), []],
  ['a range of IPv6', fromPeer({ ipBlock: { cidr: 'fd00::/8' } }), []],
  ['ports by name, by number and as a range', toPort({ port: 80, endPort: 80, protocol: 'SCTP' }), []],
  ['a port by name', toPort({ port: 'http' }), []],
  ['a rule without ports and peers', { ...everyPod, ingress: [{}] }, []],
  ['no peer', fromPeer({}), [`${PEER}: Required value: must specify a peer`]],
  [
    'a range and pods',
    fromPeer({ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }),
    [`${PEER}: Forbidden: may not specify both ipBlock and another peer`],
  ],
  [
    'a bad selector',
    fromPeer({ namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }),
    [`${PEER}.namespaceSelector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator`],
  ],
  ['no range', fromPeer({ ipBlock: {} }), [`${PEER}.ipBlock.cidr: Required value`]],
  [
    'no CIDR',
    fromPeer({ ipBlock: { cidr: '10.0.0.1' } }),
    [`${PEER}.ipBlock.cidr: Invalid value: "10.0.0.1": ${CIDR}`],
  ],
  [
    'host bits',
    fromPeer({ ipBlock: { cidr: '10.0.0.1/8' } }),
    [`${PEER}.ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length`],
  ],
  [
    'holes outside, as wide, of another family and none',
    fromPeer({ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16', '10.0.0.0/8', 'fd00::/16', 'x'] } }),
    [
      `${PEER}.ipBlock.except[0]: Invalid value: "11.0.0.0/16": ${SUBSET}`,
      `${PEER}.ipBlock.except[1]: Invalid value: "10.0.0.0/8": ${SUBSET}`,
      `${PEER}.ipBlock.except[2]: Invalid value: "fd00::/16": ${SUBSET}`,
      `${PEER}.ipBlock.except[3]: Invalid value: "x": ${CIDR}`,
    ],
  ],
  [
    'holes in what is not to be written so',
    fromPeer({ ipBlock: { cidr: '010.0.0.0/8', except: ['010.0.0.0/8', '10.1.0.0/16'] } }),
    [
      `${PEER}.ipBlock.cidr: Invalid value: "010.0.0.0/8": must not have leading 0s in IP or prefix length`,
      `${PEER}.ipBlock.except[0]: Invalid value: "010.0.0.0/8": must not have leading 0s in IP or prefix length`,
      `${PEER}.ipBlock.except[0]: Invalid value: "010.0.0.0/8": ${SUBSET}`,
    ],
  ],
  [
    'another protocol',
    toPort({ protocol: 'ICMP' }),
    [`${PORT}.protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"`],
  ],
  ['port 0', toPort({ port: 0 }), [`${PORT}.port: Invalid value: 0: ${RANGE}`]],
  [
    'a range backwards',
    toPort({ port: 90, endPort: 80 }),
    [`${PORT}.endPort: Invalid value: 80: must be greater than or equal to \`port\``],
  ],
  ['a range too far', toPort({ port: 90, endPort: 70_000 }), [`${PORT}.endPort: Invalid value: 70000: ${RANGE}`]],
  [
    'a range from a name',
    toPort({ port: 'http', endPort: 80 }),
    [`${PORT}.endPort: Invalid value: 80: may not be specified when \`port\` is non-numeric`],
  ],
  [
    'a range from nowhere',
    toPort({ endPort: 80 }),
    [`${PORT}.endPort: Invalid value: 80: may not be specified when \`port\` is not specified`],
  ],
  [
    'another type',
    { ...everyPod, policyTypes: ['Transit'] },
    ['spec.policyTypes[0]: Unsupported value: "Transit": supported values: "Ingress", "Egress"'],
  ],
  [
    'three types',
    { ...everyPod, policyTypes: ['Ingress', 'Egress', 'Ingress'] },
    ['spec.policyTypes: Invalid value: ["Ingress","Egress","Ingress"]: may not specify more than two policyTypes'],
  ],
])('%s', (_, spec, errors) => {
  expect(created(networkPolicies, policy(spec)).errors).toEqual(errors);
});

test.each<[string, NetworkPolicySpec, string[]]>([
  ['Ingress always', everyPod, ['Ingress']],
  ['Egress with rules for it', toPort({ port: 80 }), ['Ingress', 'Egress']],
  ['what was asked for', { ...toPort({ port: 80 }), policyTypes: ['Egress'] }, ['Egress']],
])('the default types are %s, and ports are of TCP', (_, spec, types) => {
  const { object } = created(networkPolicies, policy(spec));
  expect(object.spec?.policyTypes).toEqual(types);
  for (const { ports = [] } of object.spec?.egress ?? []) expect(ports).toEqual([{ port: 80, protocol: 'TCP' }]);
});

test('a range that is stored may stay, and a new one may not be like it', () => {
  const old = policy(fromPeer({ ipBlock: { cidr: '10.0.0.1/8' } }));
  const same = updated(networkPolicies, old, () => undefined);
  expect(same.errors).toEqual([]);
  const changed = updated(networkPolicies, old, ({ spec }) => {
    spec!.egress = [{ to: [{ ipBlock: { cidr: '10.0.0.2/8' } }] }];
  });
  expect(changed.errors).toEqual([
    'spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0.2/8": must not have bits set beyond the prefix length',
  ]);
});

test('IPv6 that is not canonical is told of', () => {
  const peer = { ipBlock: { cidr: 'FD00::/8', except: ['fd00:0::/16'] } };
  const told = [...networkPolicies.warnings!(policy(fromPeer(peer)), undefined)].filter((text) => text !== undefined);
  expect(told).toEqual([
    `${PEER}.ipBlock.cidr: IPv6 CIDR value "FD00::/8" should be in RFC 5952 canonical format ("fd00::/8")`,
    `${PEER}.ipBlock.except[0]: IPv6 CIDR value "fd00:0::/16" should be in RFC 5952 canonical format ("fd00::/16")`,
  ]);
});

test.each<[NetworkPolicySpec, string]>([
  [everyPod, '<none>'],
  [{ podSelector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] } }, 'a=b,c'],
])('%j is shown as %s', (spec, text) => {
  expect(cellsOf(networkPolicies, policy(spec))).toMatchObject({ 'Pod-Selector': text });
});
