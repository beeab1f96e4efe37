import {
  type NamedPort,
  type PodPeer,
  POLICY_DIRECTIONS,
  type PolicyDirection,
  type PolicyRules,
  restrictingPolicies,
} from '@kubets/api';
import type { IpFamily } from '@kubets/net';
import { shortHash } from '../model/short-hash';
import { type Allowance, allowanceOf } from './allowance';
import type { PeerIndex } from './peer-index';
import type { PolicyPod } from './policy-pod';

/** Pods of this node that are under the same policies in one direction share what these let through. */
export interface PolicyGroup {
  /** Tells the policies and, for what comes in, the numbers of the ports that they name. */
  id: string;
  direction: PolicyDirection;
  policies: readonly PolicyRules[];
  /** Of the pods in the group, those that traffic which comes in may name. */
  namedPorts: readonly NamedPort[];
}

/** The groups of a pod. A direction that no policy restricts has none. */
export function groupsOf(
  pod: PolicyPod,
  policies: readonly PolicyRules[],
): Partial<Record<PolicyDirection, PolicyGroup>> {
  const groups: Partial<Record<PolicyDirection, PolicyGroup>> = {};
  for (const direction of POLICY_DIRECTIONS) {
    const restricting = restrictingPolicies(policies, pod, direction).sort(byKey);
    if (restricting.length === 0) continue;
    const namedPorts = direction === 'ingress' ? pod.namedPorts.filter((port) => isNamed(port, restricting)) : [];
    const id = shortHash(
      direction,
      ...restricting.map(({ key }) => key),
      ...namedPorts.map(({ name, protocol, port }) => `${name} ${protocol} ${port}`),
    );
    groups[direction] = { id, direction, policies: restricting, namedPorts };
  }
  return groups;
}

/** What the group's policies let through, all together. */
export function allowanceOfGroup(group: PolicyGroup, family: IpFamily, peers: PeerIndex): Allowance | 'everything' {
  return allowanceOf(
    group.policies.flatMap(({ rules }) => rules[group.direction] ?? []),
    {
      family,
      members: (peer) => peers.members(peer),
      everyPod: () => peers.pods(),
      namedPorts: group.direction === 'ingress' ? group.namedPorts : 'of-peers',
    },
  );
}

/** The same text as long as the group lets the same through. */
export function stampOf(
  { policies, direction }: PolicyGroup,
  peers: PeerIndex,
  revisionOf: (key: string) => number,
): string {
  return policies
    .map((policy) => {
      const rules = policy.rules[direction] ?? [];
      const names = direction === 'egress' && rules.some((rule) => rule.peers === 'anyone' && namesPorts(rule));
      const versions = podPeersOf(policy, direction).map((peer) => peers.version(peer));
      return [revisionOf(policy.key), names ? peers.podsVersion() : 0, ...versions].join(' ');
    })
    .join();
}

/** The peers of a policy that are pods. */
export function podPeersOf({ rules }: PolicyRules, ...of: PolicyDirection[]): PodPeer[] {
  return (of.length > 0 ? of : POLICY_DIRECTIONS).flatMap((direction) =>
    (rules[direction] ?? []).flatMap(({ peers }) =>
      peers === 'anyone' ? [] : peers.flatMap((peer) => (peer.kind === 'pods' ? [peer] : [])),
    ),
  );
}

function isNamed({ name, protocol }: NamedPort, policies: readonly PolicyRules[]): boolean {
  return policies.some(({ rules }) =>
    (rules.ingress ?? []).some(
      ({ ports }) =>
        ports !== 'all' && ports.some((port) => 'name' in port && port.name === name && port.protocol === protocol),
    ),
  );
}

const namesPorts = ({ ports }: { ports: 'all' | readonly object[] }): boolean =>
  ports !== 'all' && ports.some((port) => 'name' in port);

const byKey = (a: PolicyRules, b: PolicyRules): number => (a.key < b.key ? -1 : 1);
