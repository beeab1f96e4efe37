import type { Chain, Rule, SetDeclaration } from './rule';
import { SERVICE_KEY } from './rule';
import type { SkeletonOptions } from './skeleton';

/** How a frontend's connections are to be masqueraded. */
export type Masquerade = 'none' | 'outsiders' | 'always';

/** What there is for all frontends with one number of endpoints: none of them adds a rule, all add elements. */
export interface Spread {
  map: SetDeclaration;
  /**
   * One chain for each way to masquerade. They have to be added together with the map: nft 1.0.6 cannot add a rule with a map of
   * addresses and ports that it has to read from the kernel ("conflicting protocols specified").
   */
  chains: Readonly<Record<Masquerade, Chain>>;
}

export type Spreads = (count: number, scope: 'cluster' | 'local') => Spread;

export function createSpreads(options: SkeletonOptions): Spreads {
  const made = new Map<string, Spread>();
  return (count, scope) => {
    const name = scope === 'cluster' ? `endpoints-${count}` : `local-endpoints-${count}`;
    let spread = made.get(name);
    if (!spread) made.set(name, (spread = makeSpread(name, count, options)));
    return spread;
  };
}

function makeSpread(name: string, count: number, options: SkeletonOptions): Spread {
  const spread: Rule = { when: [], then: { act: 'spread', map: name, among: count } };
  const chain = (suffix: string, rules: readonly Rule[]): Chain => ({
    name: `${name}${suffix}`,
    rules: [...rules, spread],
    stays: true,
  });
  return {
    map: { name, key: SERVICE_KEY, drawsAmong: count, holds: 'target', stays: true, lingers: true },
    chains: {
      none: chain('', []),
      outsiders: chain('-internal', masqueradeRules('outsiders', options)),
      always: chain('-external', masqueradeRules('always', options)),
    },
  };
}

/** The rules that mark a connection, where needed; the postrouting chain acts on it. */
export function masqueradeRules(masquerade: Masquerade, { clusterCidrs, masqueradeAll }: SkeletonOptions): Rule[] {
  if (masquerade === 'none') return [];
  const everyone = masquerade === 'always' || masqueradeAll;
  if (!everyone && clusterCidrs.length === 0) return [];
  return [
    {
      when: everyone ? [] : [{ test: 'source', within: clusterCidrs, not: true }],
      then: { act: 'mark-to-masquerade' },
    },
  ];
}
