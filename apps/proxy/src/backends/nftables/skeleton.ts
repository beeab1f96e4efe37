import type { IpFamily } from '@kubets/net';
import type { Chain, Rule, SetDeclaration } from './rule';
import { SERVICE_KEY } from './rule';

export interface SkeletonOptions {
  /** The pods' CIDRs of this family; empty when unknown, then only hairpin and external traffic is masqueraded. */
  clusterCidrs: readonly string[];
  /** Masquerade everything that reaches a ClusterIP, pods' traffic too. */
  masqueradeAll: boolean;
}

export const TABLE_NAME = 'kubets-proxy';
/** Forwards while the table is being replaced. */
export const DEPUTY_TABLE_NAME = 'kubets-proxy-deputy';

/** The chain for external traffic under externalTrafficPolicy Local. */
export const EXTERNAL_LOCAL_CHAIN = 'external-local';
export const REJECT_CHAIN = 'refuse';

/** Sets and maps that are always there. Frontends fill them. */
export const fixedSets: readonly SetDeclaration[] = [
  { name: 'service-ips', key: SERVICE_KEY, holds: 'verdict' },
  { name: 'no-endpoints', key: SERVICE_KEY, holds: 'verdict' },
  { name: 'external-to-cluster', key: SERVICE_KEY, holds: 'verdict' },
  { name: 'external-to-local', key: SERVICE_KEY, holds: 'verdict' },
  { name: 'restricted', key: SERVICE_KEY },
  { name: 'restricted-sources', key: [...SERVICE_KEY, 'source'], ranges: true },
  { name: 'hairpin', key: ['source', 'destination'] },
  { name: 'cluster-ips', key: ['destination'] },
  { name: 'load-balancer-ips', key: ['destination'] },
  { name: 'service-cidrs', key: ['destination'], ranges: true },
];

/**
 * The chains that exist whatever Services there are. A packet of an established connection passes `ct state new` tests only;
 * the nat chains see the first packet of a connection and no other.
 */
export function skeletonChains(family: IpFamily, options: SkeletonOptions): Chain[] {
  return [
    {
      name: 'firewall',
      rules: [{ when: [member('restricted'), notMember('restricted-sources')], then: { act: 'drop' } }],
    },
    {
      name: REJECT_CHAIN,
      rules: [
        { when: [{ test: 'protocol', of: ['TCP'] }], then: { act: 'reset' } },
        { when: [], then: { act: 'unreachable' } },
      ],
    },
    { name: 'services', rules: [{ when: [], then: { act: 'look-up', key: SERVICE_KEY, map: 'service-ips' } }] },
    { name: EXTERNAL_LOCAL_CHAIN, rules: externalLocalRules(options) },
    ...hookedChains(family),
  ];
}

const LOOPBACK: Record<IpFamily, string> = { IPv4: '127.0.0.0/8', IPv6: '::1/128' };

function hookedChains(family: IpFamily): Chain[] {
  const checkSource: Rule[] = [{ when: [{ test: 'new-connection' }], then: { act: 'jump', chain: 'firewall' } }];
  const refuseEmpty: Rule = {
    when: [{ test: 'new-connection' }],
    then: { act: 'look-up', key: SERVICE_KEY, map: 'no-endpoints' },
  };
  // After the nat hooks a ClusterIP is still the destination only if the Service has no such port, or there is no such Service.
  const refuseUnknown: Rule[] = [
    {
      when: [{ test: 'new-connection' }, { test: 'member', key: ['destination'], set: 'cluster-ips' }],
      then: { act: 'goto', chain: REJECT_CHAIN },
    },
    {
      when: [{ test: 'new-connection' }, { test: 'member', key: ['destination'], set: 'service-cidrs' }],
      then: { act: 'goto', chain: REJECT_CHAIN },
    },
  ];
  return [
    { name: 'firewall-prerouting', hook: { type: 'filter', at: 'prerouting', priority: -110 }, rules: checkSource },
    { name: 'firewall-output', hook: { type: 'filter', at: 'output', priority: -110 }, rules: checkSource },
    {
      name: 'nat-prerouting',
      hook: { type: 'nat', at: 'prerouting', priority: -100 },
      // Loopback nodePorts are for this node's own processes, whose packets pass nat-output.
      rules: [
        {
          when: [{ test: 'destination', within: [LOOPBACK[family]], not: true }],
          then: { act: 'jump', chain: 'services' },
        },
      ],
    },
    {
      name: 'nat-output',
      hook: { type: 'nat', at: 'output', priority: -100 },
      rules: [{ when: [], then: { act: 'jump', chain: 'services' } }],
    },
    {
      name: 'filter-input',
      hook: { type: 'filter', at: 'input', priority: 0 },
      rules: [refuseEmpty, ...protectNode(family)],
    },
    {
      name: 'filter-forward',
      hook: { type: 'filter', at: 'forward', priority: 0 },
      rules: [refuseEmpty, ...refuseUnknown],
    },
    {
      name: 'filter-output',
      hook: { type: 'filter', at: 'output', priority: 0 },
      rules: [refuseEmpty, ...refuseUnknown],
    },
    {
      name: 'nat-postrouting',
      hook: { type: 'nat', at: 'postrouting', priority: 100 },
      rules: [
        { when: [{ test: 'to-masquerade' }], then: { act: 'masquerade' } },
        {
          when: [{ test: 'translated' }, { test: 'member', key: ['source', 'destination'], set: 'hairpin' }],
          then: { act: 'masquerade' },
        },
      ],
    },
  ];
}

/** An address of a load balancer is on the node's interface, and route_localnet is on: neither may open the node's own ports. */
function protectNode(family: IpFamily): Rule[] {
  const rules: Rule[] = [
    {
      when: [
        { test: 'new-connection' },
        { test: 'member', key: ['destination'], set: 'load-balancer-ips' },
        { test: 'protocol', of: ['TCP', 'UDP', 'SCTP'] },
      ],
      then: { act: 'goto', chain: REJECT_CHAIN },
    },
  ];
  if (family === 'IPv4') {
    rules.push({
      when: [{ test: 'new-connection' }, { test: 'from-network' }, { test: 'destination', within: [LOOPBACK.IPv4] }],
      then: { act: 'drop' },
    });
  }
  return rules;
}

/** Clients on this node and in pods are treated as if the policy were Cluster; others reach local endpoints only. */
function externalLocalRules({ clusterCidrs }: SkeletonOptions): Rule[] {
  const toCluster: Rule['then'] = { act: 'look-up', key: SERVICE_KEY, map: 'external-to-cluster' };
  return [
    { when: [{ test: 'source-is-node' }], then: { act: 'mark-to-masquerade' } },
    { when: [{ test: 'source-is-node' }], then: toCluster },
    ...(clusterCidrs.length > 0
      ? [{ when: [{ test: 'source', within: clusterCidrs }], then: toCluster } satisfies Rule]
      : []),
    { when: [], then: { act: 'look-up', key: SERVICE_KEY, map: 'external-to-local' } },
  ];
}

function member(set: string) {
  return { test: 'member', key: SERVICE_KEY, set } as const;
}

function notMember(set: string) {
  return { test: 'member', key: [...SERVICE_KEY, 'source'], set, not: true } as const;
}
