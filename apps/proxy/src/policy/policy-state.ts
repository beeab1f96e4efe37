import { POLICY_DIRECTIONS, type PolicyDirection, type PolicyRules, policyRulesOf } from '@kubets/api';
import { type IpFamily, IP_FAMILIES } from '@kubets/net';
import type { Namespace, Pod } from '@kubets/proto-gen/core/v1';
import type { NetworkPolicy } from '@kubets/proto-gen/networking/v1';
import { createRulesetState, type RulesetState } from '../backends/nftables/ruleset-state';
import { cidrsOfFamily } from '../model/address';
import { createAddressOwners } from './address-owners';
import { createPeerIndex } from './peer-index';
import { allowanceOfGroup, groupsOf, podPeersOf, type PolicyGroup, stampOf } from './policy-groups';
import { type GroupObjects, objectsOfGroup, objectsOfPod, POD_RANGES, policySkeleton } from './policy-objects';
import { type PolicyPod, policyPodOf } from './policy-pod';

/** What policies want of this node's tables, kept up to date by changes. */
export interface PolicyState {
  setPod(key: string, pod: Pod | undefined): void;
  setNamespace(name: string, namespace: Namespace | undefined): void;
  /** @throws StatusError for a policy that cannot be read: what was known of it goes on. */
  setPolicy(key: string, policy: NetworkPolicy | undefined): void;
  /** Those of the cluster's DNS, in place of those before. */
  setDnsServers(servers: readonly PolicyPod[]): void;
  /** Ranges from which this node's pods get their addresses. */
  setPodCidrs(cidrs: readonly string[]): void;
  /** Brings the tables in line. Names the policies of pods that let through more than can be held; what is beyond is dropped. */
  refresh(): string[];
  readonly tables: Readonly<Record<IpFamily, RulesetState>>;
  /** Addresses of this node's pods, as of the last refresh. */
  localAddresses(): string[];
  /** No policy is there, so no table has to be. */
  isEmpty(): boolean;
}

/** A group as it is in a table. */
interface Placed {
  stamp: string;
  objects: GroupObjects;
  /** Undefined: everything is let through. */
  chain: string | undefined;
}

const NOTHING: GroupObjects = { sets: [], chains: [], elements: [] };

export function createPolicyState(nodeName: string): PolicyState {
  const peers = createPeerIndex();
  const owners = createAddressOwners();
  const policies = new Map<string, { parsed: PolicyRules; revision: number }>();
  const local = new Set<string>();
  let dnsServers: readonly PolicyPod[] = [];
  const families = IP_FAMILIES.map((family) => ({ family, table: createTable(), ...emptyTable() }));
  let podCidrs: readonly string[] = [];
  let revisions = 0;
  let groups = new Map<string, PolicyGroup>();
  let membership = new Map<
    string,
    { address: Partial<Record<IpFamily, string>>; groups: ReturnType<typeof groupsOf> }
  >();
  /** Local pods have come, gone or changed, or policies have. */
  let regroup = true;

  function setParsed(key: string, parsed: PolicyRules | undefined): void {
    const before = policies.get(key);
    if (parsed) {
      podPeersOf(parsed).forEach(peers.follow);
      policies.set(key, { parsed, revision: ++revisions });
    } else policies.delete(key);
    if (before) podPeersOf(before.parsed).forEach(peers.drop);
    regroup = true;
  }

  function regroupPods(): void {
    groups = new Map();
    membership = new Map();
    const parsed = [...policies.values()].map((entry) => entry.parsed);
    for (const key of local) {
      const pod = owners.owned(key);
      if (!pod) continue;
      const ofPod = groupsOf(pod, parsed);
      for (const group of Object.values(ofPod)) groups.set(group.id, group);
      membership.set(key, { address: pod.addresses, groups: ofPod });
    }
    regroup = false;
  }

  function refreshTable({ family, table, placedGroups, placedPods, cidrs }: (typeof families)[number]): string[] {
    const overfull: string[] = [];
    const released: GroupObjects[] = [];
    const chains = new Map<string, string | undefined>();
    for (const group of groups.values()) {
      const stamp = stampOf(group, peers, (key) => policies.get(key)?.revision ?? 0);
      const before = placedGroups.get(group.id);
      if (before?.stamp !== stamp) {
        const allowance = allowanceOfGroup(group, family, peers);
        const objects = allowance === 'everything' ? undefined : objectsOfGroup(group.id, group.direction, allowance);
        if (allowance !== 'everything' && !allowance.complete) overfull.push(...group.policies.map(({ key }) => key));
        replace(table, objects ?? NOTHING, before?.objects ?? NOTHING);
        placedGroups.set(group.id, { stamp, objects: objects ?? NOTHING, chain: objects?.chain });
      }
      chains.set(group.id, placedGroups.get(group.id)?.chain);
    }
    for (const [id, { objects }] of placedGroups) {
      if (groups.has(id)) continue;
      released.push(objects);
      placedGroups.delete(id);
    }
    for (const key of new Set([...placedPods.keys(), ...membership.keys()])) {
      const of = membership.get(key);
      const address = of?.address[family];
      const after = of && address !== undefined ? objectsOfPod(address, chainsOf(of.groups, chains)) : undefined;
      replace(table, after ?? NOTHING, placedPods.get(key) ?? NOTHING);
      if (after) placedPods.set(key, after);
      else placedPods.delete(key);
    }
    for (const objects of released) table.release(objects);
    const ranges = cidrsOfFamily(podCidrs, family);
    if (ranges.join() !== cidrs.join()) {
      const asObjects = (keys: readonly string[]) => ({
        ...NOTHING,
        elements: keys.map((key) => ({ set: POD_RANGES, key, value: '' })),
      });
      table.add(asObjects(ranges));
      table.release(asObjects(cidrs));
      cidrs.splice(0, cidrs.length, ...ranges);
    }
    return overfull;
  }

  return {
    tables: Object.fromEntries(families.map(({ family, table }) => [family, table])) as Record<IpFamily, RulesetState>,
    setPod(key, pod) {
      const now = pod && policyPodOf(pod);
      if (now?.nodeName === nodeName) local.add(key);
      else if (!local.has(key) && !now && !owners.owned(key)) return;
      else local.delete(key);
      const isLocal = local.has(key) || membership.has(key);
      for (const touched of owners.set(key, now)) {
        peers.setPod(touched, owners.owned(touched));
        regroup ||= isLocal || local.has(touched);
      }
    },
    setNamespace: (name, namespace) => peers.setNamespace(name, namespace && (namespace.metadata?.labels ?? {})),
    setPolicy(key, policy) {
      setParsed(key, policy && policyRulesOf(policy));
    },
    setDnsServers(servers) {
      const kept = new Set(servers.map(({ key }) => key));
      for (const { key } of dnsServers) if (!kept.has(key)) peers.setPod(key, undefined);
      for (const server of servers) peers.setPod(server.key, server);
      dnsServers = servers;
    },
    setPodCidrs(cidrs) {
      podCidrs = cidrs;
    },
    refresh() {
      if (regroup) regroupPods();
      return [...new Set(families.flatMap(refreshTable))];
    },
    localAddresses: () => [...membership.values()].flatMap(({ address }) => Object.values(address)),
    isEmpty: () => policies.size === 0,
  };
}

function createTable(): RulesetState {
  const table = createRulesetState();
  table.add(policySkeleton());
  return table;
}

const emptyTable = () => ({
  placedGroups: new Map<string, Placed>(),
  placedPods: new Map<string, GroupObjects>(),
  cidrs: [] as string[],
});

/** First what comes: what is there in both stays. */
function replace(table: RulesetState, after: GroupObjects, before: GroupObjects): void {
  if (after === before) return;
  table.add(after);
  table.release(before);
}

function chainsOf(
  groups: Partial<Record<PolicyDirection, PolicyGroup>>,
  chains: ReadonlyMap<string, string | undefined>,
): Partial<Record<PolicyDirection, string>> {
  const found: Partial<Record<PolicyDirection, string>> = {};
  for (const direction of POLICY_DIRECTIONS) {
    const chain = groups[direction] && chains.get(groups[direction].id);
    if (chain !== undefined) found[direction] = chain;
  }
  return found;
}
