import { resources } from '../../../apps/apiserver/src/resources/registry';

export interface ServedKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  /** Full name of its message. */
  message: string;
  subresources: readonly string[];
  /** A review: it is answered, not stored. */
  virtual: boolean;
}

const SUBRESOURCES: Record<string, string[]> = {
  namespaces: ['finalize'],
  nodes: ['proxy'],
  pods: ['binding', 'eviction', 'log', 'exec', 'attach', 'portforward', 'proxy', 'ephemeralcontainers', 'resize'],
  serviceaccounts: ['token'],
  services: ['proxy'],
  deployments: ['scale', 'rollback'],
  replicasets: ['scale'],
  replicationcontrollers: ['scale'],
};

const review = (group: string, kind: string, plural: string, namespaced = false): ServedKind => ({
  group: `${group}.k8s.io`,
  version: 'v1',
  kind,
  plural,
  namespaced,
  message: `kubets.${group}.v1.${kind}`,
  subresources: [],
  virtual: true,
});

/** Every served kind in every served version, from the server's own registry, and the reviews. */
export const SERVED_KINDS: readonly ServedKind[] = [
  ...resources.flatMap(({ group, kind, plural, namespaced, versions }) =>
    versions.map(({ version, message }) => ({ group, version, kind, plural, namespaced, message, subresources: ['status', ...(SUBRESOURCES[plural] ?? [])], virtual: false })),
  ),
  review('authentication', 'TokenReview', 'tokenreviews'),
  review('authentication', 'SelfSubjectReview', 'selfsubjectreviews'),
  review('authorization', 'SubjectAccessReview', 'subjectaccessreviews'),
  review('authorization', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews'),
  review('authorization', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews'),
  review('authorization', 'LocalSubjectAccessReview', 'localsubjectaccessreviews', true),
];

export const apiVersionOf = ({ group, version }: Pick<ServedKind, 'group' | 'version'>) => (group ? `${group}/${version}` : version);

export const collectionPath = (kind: ServedKind, namespace: string) =>
  `/${kind.group ? `apis/${kind.group}` : 'api'}/${kind.version}${kind.namespaced ? `/namespaces/${namespace}` : ''}/${kind.plural}`;
