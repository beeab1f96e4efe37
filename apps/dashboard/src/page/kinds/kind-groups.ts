import type { Kind } from '../../protocol/resource';

export interface KindGroup {
  title: string;
  kinds: Kind[];
}

/** Where people look for what; whatever is not named here stands with its API group. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  [
    'Workloads',
    [
      'deployments',
      'statefulsets',
      'daemonsets',
      'jobs',
      'cronjobs',
      'pods',
      'replicasets',
      'horizontalpodautoscalers',
      'poddisruptionbudgets',
    ],
  ],
  [
    'Network',
    [
      'services',
      'ingresses',
      'endpointslices',
      'networkpolicies',
      'ingressclasses',
      'gateways',
      'httproutes',
      'grpcroutes',
    ],
  ],
  ['Configuration', ['configmaps', 'secrets', 'resourcequotas', 'limitranges']],
  ['Storage', ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses']],
  ['Cluster', ['nodes', 'namespaces', 'events', 'serviceaccounts', 'customresourcedefinitions']],
];

/** Shown by another name already. */
const HIDDEN = ['/endpoints', 'events.k8s.io/events'];

/** The kinds in the order of the page's menu. */
export function groupKinds(kinds: readonly Kind[]): KindGroup[] {
  const left = new Map(
    kinds.flatMap((kind) =>
      HIDDEN.includes(`${kind.group}/${kind.resource}`) ? [] : [[`${kind.group}/${kind.resource}`, kind] as const],
    ),
  );
  const known = GROUPS.map(([title, resources]) => ({
    title,
    kinds: resources.flatMap((resource) => {
      const found = [...left].find(([, kind]) => kind.resource === resource);
      if (found) left.delete(found[0]);
      return found ? [found[1]] : [];
    }),
  }));
  const others = new Map<string, Kind[]>();
  for (const kind of left.values()) {
    const title = kind.group || 'core';
    others.set(title, [...(others.get(title) ?? []), kind]);
  }
  const rest = [...others]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([title, group]) => ({ title, kinds: group.sort((a, b) => a.kind.localeCompare(b.kind)) }));
  return [...known, ...rest].filter((group) => group.kinds.length > 0);
}

/** `Network Policies` of `NetworkPolicy`. */
export function pluralOf({ kind, resource }: Pick<Kind, 'kind' | 'resource'>): string {
  const words = kind.replace(/([a-z])([A-Z])/g, '$1 $2');
  if (resource === kind.toLowerCase()) return words;
  if (resource.endsWith('ies')) return words.replace(/y$/, 'ies');
  return resource.endsWith('es') && !kind.endsWith('e') ? `${words}es` : `${words}s`;
}
