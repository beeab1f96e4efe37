import { CUSTOM_KINDS, type DrawnSchema } from './custom-kinds';
import { storedResources, virtualResources, type ResourceNames } from '@kubets/proto-gen/catalogue';

export interface ServedKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  /** Full name of its message; empty for a custom kind. */
  message: string;
  /** Of a custom kind. */
  schema?: DrawnSchema;
  subresources: readonly string[];
  /** A review: it is answered, not stored. */
  virtual: boolean;
}

/** What Kubernetes has below its kinds, and this server does not. */
const OF_OTHERS: Record<string, string[]> = { pods: ['ephemeralcontainers', 'resize'], deployments: ['rollback'] };

const served =
  (virtual: boolean) =>
  ({ group, kind, plural, namespaced, subresources, versions }: ResourceNames) =>
    versions.map(({ version, message }): ServedKind => {
      const below = virtual ? [] : [...new Set(['status', ...subresources, ...(OF_OTHERS[plural] ?? [])])];
      return { group, version, kind, plural, namespaced, message, subresources: below, virtual };
    });

/** Every served kind in every served version, and the reviews. */
export const SERVED_KINDS: readonly ServedKind[] = [
  ...Object.values(storedResources).flatMap(served(false)),
  ...Object.values(virtualResources).flatMap(served(true)),
];

/** With the custom kinds that the fuzz brings. */
export const FUZZED_KINDS: readonly ServedKind[] = [...SERVED_KINDS, ...CUSTOM_KINDS];

export const apiVersionOf = ({ group, version }: Pick<ServedKind, 'group' | 'version'>) =>
  group ? `${group}/${version}` : version;

export const collectionPath = (kind: ServedKind, namespace: string) =>
  `/${kind.group ? `apis/${kind.group}` : 'api'}/${kind.version}${kind.namespaced ? `/namespaces/${namespace}` : ''}/${kind.plural}`;
