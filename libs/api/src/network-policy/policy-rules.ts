import { EVERYTHING, objectKey, type Selector, selectorFromLabelSelector } from '@kubets/apimachinery';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '@kubets/proto-gen/networking/v1';
import { isPort, type Protocol, protocolOf } from '../service/protocol';

/** What a policy says of whom. */
export interface PolicyRules {
  /** namespace/name */
  key: string;
  namespace: string;
  pods: Selector;
  /** Of each direction that the policy restricts, what it lets through. */
  rules: Partial<Record<PolicyDirection, readonly PolicyRule[]>>;
}

export type PolicyDirection = 'ingress' | 'egress';
export const POLICY_DIRECTIONS: readonly PolicyDirection[] = ['ingress', 'egress'];

/** Traffic with one of the peers at one of the ports. */
export interface PolicyRule {
  peers: readonly PolicyPeer[] | 'anyone';
  ports: readonly PolicyPort[] | 'all';
}

export type PolicyPeer = PodPeer | { kind: 'block'; cidr: string; except: readonly string[] };

/** Pods of some namespaces. */
export interface PodPeer {
  kind: 'pods';
  /** The same for peers that are the same pods. */
  key: string;
  pods: Selector;
  /** The namespaces by their labels, or one by its name. */
  namespaces: Selector | string;
}

export type PolicyPort = { protocol: Protocol } & ({ from: number; to: number } | { name: string });

const ALL_PORTS = { from: 0, to: 65_535 };

/** @throws StatusError for a selector that is none; the server stores no such policy. */
export function policyRulesOf(policy: NetworkPolicy): PolicyRules {
  const { podSelector = {}, policyTypes = [], ingress = [], egress = [] } = policy.spec ?? {};
  const namespace = policy.metadata?.namespace ?? '';
  return {
    key: objectKey(policy),
    namespace,
    pods: selectorFromLabelSelector(podSelector),
    rules: {
      ...(policyTypes.includes('Ingress') && {
        ingress: ingress.map(({ from, ports }) => ruleOf(namespace, from, ports)),
      }),
      ...(policyTypes.includes('Egress') && { egress: egress.map(({ to, ports }) => ruleOf(namespace, to, ports)) }),
    },
  };
}

function ruleOf(
  namespace: string,
  peers: readonly NetworkPolicyPeer[] = [],
  ports: readonly NetworkPolicyPort[] = [],
): PolicyRule {
  return {
    peers: peers.length === 0 ? 'anyone' : peers.flatMap((peer) => peerOf(namespace, peer)),
    ports: ports.length === 0 ? 'all' : ports.flatMap(portOf),
  };
}

function peerOf(namespace: string, { ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer): PolicyPeer[] {
  if (ipBlock) return [{ kind: 'block', cidr: ipBlock.cidr ?? '', except: ipBlock.except ?? [] }];
  if (!podSelector && !namespaceSelector) return [];
  const pods = podSelector ? selectorFromLabelSelector(podSelector) : EVERYTHING;
  const namespaces = namespaceSelector ? selectorFromLabelSelector(namespaceSelector) : namespace;
  const key = `${typeof namespaces === 'string' ? '=' : '~'}${String(namespaces)} ${String(pods)}`;
  return [{ kind: 'pods', key, pods, namespaces }];
}

function portOf({ protocol: text, port, endPort }: NetworkPolicyPort): PolicyPort[] {
  const protocol = protocolOf(text);
  if (!protocol) return [];
  if (port === undefined || port === null) return [{ protocol, ...ALL_PORTS }];
  if (typeof port === 'string') return [{ protocol, name: port }];
  const from = Number(port);
  return isPort(from) ? [{ protocol, from, to: Math.max(from, endPort ?? from) }] : [];
}
