import { EVERYTHING, objectKey, type Selector, selectorFromLabelSelector } from '@kubets/apimachinery';
import { parseCidr } from '@kubets/net';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '@kubets/proto-gen/networking/v1';
import { type IpFamily, isPort, type Protocol, protocolOf } from '../model/protocol';
import { type Interval, intervalOf, type PortRange, without } from './intervals';

/** A policy as far as it is enforced. */
export interface ParsedPolicy {
  /** namespace/name */
  key: string;
  namespace: string;
  pods: Selector;
  /** Of each direction that the policy restricts, what it lets through. */
  rules: Partial<Record<Direction, readonly PolicyRule[]>>;
}

export type Direction = 'ingress' | 'egress';
export const directions: readonly Direction[] = ['ingress', 'egress'];

/** Traffic with one of the peers at one of the ports. */
export interface PolicyRule {
  peers: readonly Peer[] | 'anyone';
  ports: readonly PolicyPort[] | 'all';
}

export type Peer = PodPeer | { kind: 'block'; family: IpFamily; addresses: readonly Interval[] };

/** Pods of some namespaces. */
export interface PodPeer {
  kind: 'pods';
  /** The same for peers that are the same pods. */
  key: string;
  pods: Selector;
  /** The namespaces by their labels, or one by its name. */
  namespaces: Selector | string;
}

export type PolicyPort = { protocol: Protocol } & ({ ports: PortRange } | { name: string });

const ALL_PORTS: PortRange = { from: 0, to: 65_535 };

/** @throws StatusError for a selector that is none; the server stores no such policy. */
export function parsePolicy(policy: NetworkPolicy): ParsedPolicy {
  const { spec = {} } = policy;
  const namespace = policy.metadata?.namespace ?? '';
  const types = spec.policyTypes ?? [];
  const { ingress = [], egress = [] } = spec;
  return {
    key: objectKey(policy),
    namespace,
    pods: selectorFromLabelSelector(spec.podSelector ?? {}),
    rules: {
      ...(types.includes('Ingress') && { ingress: ingress.map(({ from, ports }) => ruleOf(namespace, from, ports)) }),
      ...(types.includes('Egress') && { egress: egress.map(({ to, ports }) => ruleOf(namespace, to, ports)) }),
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

function peerOf(namespace: string, { ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer): Peer[] {
  if (ipBlock) return blockOf(ipBlock);
  if (!podSelector && !namespaceSelector) return [];
  const pods = podSelector ? selectorFromLabelSelector(podSelector) : EVERYTHING;
  const namespaces = namespaceSelector ? selectorFromLabelSelector(namespaceSelector) : namespace;
  return [
    {
      kind: 'pods',
      key: `${typeof namespaces === 'string' ? '=' : '~'}${String(namespaces)} ${String(pods)}`,
      pods,
      namespaces,
    },
  ];
}

function blockOf({ cidr = '', except = [] }: IPBlock): Peer[] {
  const whole = parseCidr(cidr);
  if (!whole) return [];
  const holes = except.flatMap((text) => {
    const hole = parseCidr(text);
    return hole?.family === whole.family ? [intervalOf(hole)] : [];
  });
  return [{ kind: 'block', family: whole.family, addresses: without(intervalOf(whole), holes) }];
}

function portOf({ protocol: text, port, endPort }: NetworkPolicyPort): PolicyPort[] {
  const protocol = protocolOf(text);
  if (!protocol) return [];
  if (port === undefined || port === null) return [{ protocol, ports: ALL_PORTS }];
  if (typeof port === 'string') return [{ protocol, name: port }];
  const from = Number(port);
  return isPort(from) ? [{ protocol, ports: { from, to: Math.max(from, endPort ?? from) } }] : [];
}
