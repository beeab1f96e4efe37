import type { PolicyDirection } from '@kubets/api';
import type { Chain, Element, Rule, SetDeclaration } from '../backends/nftables/rule';
import type { Allowance } from './allowance';

/** What is in the table for one group of pods. */
export interface GroupObjects {
  sets: SetDeclaration[];
  chains: Chain[];
  elements: Element[];
}

/** Addresses of pods of this node of which it is known what policies they are under. */
const LOCAL_PODS = 'local-pods';
/** Addresses that pods of this node may have. */
export const POD_RANGES = 'pod-ranges';
/** Where a pod's traffic is checked, by its address. */
const POD_MAPS: Record<PolicyDirection, string> = { ingress: 'ingress-pods', egress: 'egress-pods' };
/** A pod reaches itself whatever its policies say. */
const SAME_POD = 'same-pod';

const fixedSets: readonly SetDeclaration[] = [
  { name: LOCAL_PODS, key: ['source'] },
  { name: POD_RANGES, key: ['source'], ranges: true },
  { name: SAME_POD, key: ['source', 'destination'] },
  { name: POD_MAPS.egress, key: ['source'], holds: 'verdict' },
  { name: POD_MAPS.ingress, key: ['destination'], holds: 'verdict' },
];

/**
 * What there is whatever policies there are: a new connection costs a look-up of each of its two addresses. Packets between a pod
 * and its own node pass other hooks. Service addresses have been replaced by then, and sources have not been.
 */
export function policySkeleton(): GroupObjects {
  const isUnknown = (side: 'source' | 'destination'): Rule => ({
    when: [
      { test: 'member', key: [side], set: POD_RANGES },
      { test: 'member', key: [side], set: LOCAL_PODS, not: true },
    ],
    then: { act: 'drop' },
  });
  const rules: Rule[] = [
    { when: [{ test: 'established' }], then: { act: 'accept' } },
    { when: [{ test: 'member', key: ['source', 'destination'], set: SAME_POD }], then: { act: 'accept' } },
    isUnknown('source'),
    isUnknown('destination'),
    { when: [], then: { act: 'look-up', key: ['source'], map: POD_MAPS.egress } },
    { when: [], then: { act: 'look-up', key: ['destination'], map: POD_MAPS.ingress } },
  ];
  const chain: Chain = { name: 'policies', hook: { type: 'filter', at: 'forward', priority: 10 }, rules };
  return { sets: [...fixedSets], chains: [chain], elements: [] };
}

/** The entries of a pod of this node. */
export function objectsOfPod(address: string, chains: Partial<Record<PolicyDirection, string>>): GroupObjects {
  const elements: Element[] = [{ set: LOCAL_PODS, key: address, value: '' }];
  for (const [direction, chain] of Object.entries(chains) as [PolicyDirection, string][])
    elements.push({ set: POD_MAPS[direction], key: address, value: `jump ${chain}` });
  if (elements.length > 1) elements.push({ set: SAME_POD, key: `${address} . ${address}`, value: '' });
  return { sets: [], chains: [], elements };
}

const PEER_SIDE = { ingress: 'source', egress: 'destination' } as const;

/** A group's chain, which has the same few rules however much the policies let through; its name tells which. */
export function objectsOfGroup(
  id: string,
  direction: PolicyDirection,
  { hosts, ports, nets, ranges }: Allowance,
): GroupObjects & { chain: string } {
  const side = PEER_SIDE[direction];
  const lists = [
    { suffix: 'hosts', key: [side], entries: [...hosts] },
    { suffix: 'ports', key: [side, 'protocol', 'port'], entries: [...ports] },
    { suffix: 'nets', key: [side], ranges: true, entries: nets },
    { suffix: 'ranges', key: [side, 'protocol', 'port'], ranges: true, entries: ranges },
  ] as const;
  const used = lists.filter(({ entries }) => entries.length > 0);
  const nameOf = (suffix: string): string => `${direction}-${id}-${suffix}`;
  const chain = nameOf(used.map(({ suffix }) => suffix).join('-') || 'nothing');
  const allowed = used.map(({ suffix, key }): Rule => ({
    when: [{ test: 'member', key, set: nameOf(suffix) }],
    then: { act: 'return' },
  }));
  return {
    chain,
    chains: [{ name: chain, rules: [...allowed, { when: [], then: { act: 'drop' } }] }],
    sets: used.map(({ suffix, key, ...more }) => ({
      name: nameOf(suffix),
      key,
      ...('ranges' in more ? { ranges: true } : {}),
    })),
    elements: used.flatMap(({ suffix, entries }) => entries.map((key) => ({ set: nameOf(suffix), key, value: '' }))),
  };
}
