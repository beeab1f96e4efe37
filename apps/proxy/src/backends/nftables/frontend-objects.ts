import type { Frontend, Target } from '../../model/frontend';
import { affinityObjects, type AffinityPort } from './affinity';
import type { Chain, Element, SetDeclaration } from './rule';
import { EXTERNAL_LOCAL_CHAIN, REJECT_CHAIN, type SkeletonOptions } from './skeleton';
import { type Masquerade, masqueradeRules, type Spreads } from './spread';

/** As nft writes it. Joined, since a template of so many letters remembers its pieces, which together are several times as large. */
const concatenated = (...parts: string[]): string => parts.join(' . ');

/** What one frontend needs in the table. */
export interface FrontendObjects extends TableObjects {
  own: OwnElements;
}

/** What may be there for several at a time. */
export interface TableObjects {
  sets: SetDeclaration[];
  chains: Chain[];
  elements: Element[];
}

/** Elements that no other frontend has, as they are kept under its address and port: most of all there are, so they are made as they are read. */
export interface OwnElements extends Iterable<Element> {
  count: number;
}

export function objectsOfFrontend(frontend: Frontend, options: SkeletonOptions, spreads: Spreads): FrontendObjects {
  const verdicts: [set: string, verdict: string][] = [];
  const spread: [map: string, among: readonly Target[]][] = [];
  const objects: FrontendObjects = { sets: [], chains: [], elements: [], own: ownElements(frontend, verdicts, spread) };
  const put = (set: string, verdict: string) => verdicts.push([set, verdict]);

  const forward = (targets: readonly Target[], masquerade: Masquerade, scope: 'cluster' | 'local'): string => {
    addHairpins(objects, targets);
    const { affinityTimeoutSeconds } = frontend;
    if (affinityTimeoutSeconds !== undefined)
      return stick(objects, { ...frontend, affinityTimeoutSeconds }, targets, masquerade, options);
    const { map, chains } = spreads(targets.length, scope);
    objects.sets.push(map);
    objects.chains.push(...Object.values(chains));
    spread.push([map.name, targets]);
    return `goto ${chains[masquerade].name}`;
  };

  const { route } = frontend;
  switch (route.to) {
    case 'reject':
      put('no-endpoints', `goto ${REJECT_CHAIN}`);
      break;
    case 'drop':
      put('no-endpoints', 'drop');
      break;
    case 'endpoints':
      put('service-ips', forward(route.targets, route.masquerade, 'cluster'));
      break;
    case 'local-endpoints':
      put('service-ips', `goto ${EXTERNAL_LOCAL_CHAIN}`);
      put('external-to-cluster', forward(route.cluster, 'none', 'cluster'));
      put('external-to-local', route.local.length > 0 ? forward(route.local, 'none', 'local') : 'drop');
      break;
  }
  if (frontend.sourceRanges) {
    const key = keyOf(frontend);
    objects.elements.push({ set: 'restricted', key, value: '' });
    for (const range of frontend.sourceRanges)
      objects.elements.push({ set: 'restricted-sources', key: `${key} . ${range}`, value: '' });
  }
  return objects;
}

const keyOf = ({ address, protocol, port }: Frontend): string =>
  concatenated(address, protocol.toLowerCase(), String(port));

function ownElements(
  frontend: Frontend,
  verdicts: readonly (readonly [set: string, verdict: string])[],
  spread: readonly (readonly [map: string, among: readonly Target[]])[],
): OwnElements {
  return {
    get count() {
      return spread.reduce((sum, [, among]) => sum + among.length, verdicts.length);
    },
    *[Symbol.iterator]() {
      const key = keyOf(frontend);
      for (const [set, value] of verdicts) yield { set, key, value };
      for (const [set, among] of spread)
        for (const [index, { address, port }] of among.entries())
          yield { set, key: concatenated(key, String(index)), value: concatenated(address, String(port)) };
    },
  };
}

function stick(
  objects: FrontendObjects,
  port: AffinityPort,
  targets: readonly Target[],
  masquerade: Masquerade,
  options: SkeletonOptions,
): string {
  const { entry, chains, sets } = affinityObjects(port, targets);
  objects.sets.push(...sets);
  objects.chains.push(...chains);
  if (masquerade === 'none') return `goto ${entry.name}`;
  const marking: Chain = {
    name: `${entry.name}-${masquerade}`,
    rules: [...masqueradeRules(masquerade, options), { when: [], then: { act: 'goto', chain: entry.name } }],
  };
  objects.chains.push(marking);
  return `goto ${marking.name}`;
}

/** A pod that reaches itself through a Service has to see another source address than its own, or it would answer itself directly. */
function addHairpins(objects: FrontendObjects, targets: readonly Target[]): void {
  for (const { address, mayHairpin } of targets) {
    if (mayHairpin) objects.elements.push({ set: 'hairpin', key: concatenated(address, address), value: '' });
  }
}
