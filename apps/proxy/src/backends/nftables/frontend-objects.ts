import type { Frontend, Target } from '../../model/frontend';
import { affinityObjects, type AffinityPort } from './affinity';
import type { Chain, Element, SetDeclaration } from './rule';
import { EXTERNAL_LOCAL_CHAIN, REJECT_CHAIN, type SkeletonOptions } from './skeleton';
import { type Masquerade, masqueradeRules, type Spreads } from './spread';

/** As nft writes it. Joined, since a template of so many letters remembers its pieces, which together are several times as large. */
const concatenated = (...parts: string[]): string => parts.join(' . ');

/** What one frontend needs in the table. */
export interface FrontendObjects {
  sets: SetDeclaration[];
  chains: Chain[];
  elements: Element[];
}

export function objectsOfFrontend(frontend: Frontend, options: SkeletonOptions, spreads: Spreads): FrontendObjects {
  const objects: FrontendObjects = { sets: [], chains: [], elements: [] };
  const key = concatenated(frontend.address, frontend.protocol.toLowerCase(), String(frontend.port));
  const put = (set: string, value: string) => objects.elements.push({ set, key, value });

  const forward = (targets: readonly Target[], masquerade: Masquerade, scope: 'cluster' | 'local'): string => {
    addHairpins(objects, targets);
    const { affinityTimeoutSeconds } = frontend;
    if (affinityTimeoutSeconds !== undefined)
      return stick(objects, { ...frontend, affinityTimeoutSeconds }, targets, masquerade, options);
    return distribute(objects, key, targets, masquerade, spreads, scope);
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
    put('restricted', '');
    for (const range of frontend.sourceRanges)
      objects.elements.push({ set: 'restricted-sources', key: `${key} . ${range}`, value: '' });
  }
  return objects;
}

function distribute(
  objects: FrontendObjects,
  key: string,
  targets: readonly Target[],
  masquerade: Masquerade,
  spreads: Spreads,
  scope: 'cluster' | 'local',
): string {
  const spread = spreads(targets.length, scope);
  objects.sets.push(spread.map);
  objects.chains.push(...Object.values(spread.chains));
  targets.forEach(({ address, port }, index) =>
    objects.elements.push({
      set: spread.map.name,
      key: concatenated(key, String(index)),
      value: concatenated(address, String(port)),
    }),
  );
  return `goto ${spread.chains[masquerade].name}`;
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
