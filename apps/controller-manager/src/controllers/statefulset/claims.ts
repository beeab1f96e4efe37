import { nameOf, namespaceOf, statusError, type KubeObject } from '@kubets/apimachinery';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import type { PersistentVolumeClaim, PodSpec } from '@kubets/proto-gen/core/v1';
import type { ResourceKind, StoredResources } from '../../stored-resources';

/** The claims of a cluster, as far as a StatefulSet needs them: what they ask for is written once and never read. */
export interface Claims {
  /** From the cache. */
  get(namespace: string, name: string): KubeObject | undefined;
  create(claim: PersistentVolumeClaim): Promise<void>;
  setOwners(claim: KubeObject, owners: readonly OwnerReference[]): Promise<void>;
}

/** Those of whatever serves claims: as long as nothing does there are none, and none can be made. */
export function claimsOf(resources: StoredResources): Claims {
  const kind = (): ResourceKind | undefined =>
    resources.followed().find(({ group, plural }) => group === '' && plural === 'persistentvolumeclaims');
  return {
    get(namespace, name) {
      const served = kind();
      return served && resources.objects(served).lister.get(`${namespace}/${name}`);
    },
    async create(claim) {
      const served = kind();
      if (!served) throw statusError('NotFound', 'the server could not find the requested resource');
      await resources.client(served).create(claim);
    },
    async setOwners(claim, owners) {
      const served = kind();
      const { uid, resourceVersion } = claim.metadata ?? {};
      if (!served) return;
      await resources
        .client(served)
        .patch(
          { namespace: namespaceOf(claim), name: nameOf(claim) },
          { type: 'merge', body: { metadata: { uid, resourceVersion, ownerReferences: owners } } },
        );
    },
  };
}

const claimName = (template: PersistentVolumeClaim, set: StatefulSet, ordinal: number): string =>
  `${nameOf(template)}-${nameOf(set)}-${ordinal}`;

/** The claims of the pod of that number, by the templates. */
export const claimsOfPod = (set: StatefulSet, ordinal: number): PersistentVolumeClaim[] =>
  (set.spec?.volumeClaimTemplates ?? []).map((template) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...template.metadata,
      name: claimName(template, set, ordinal),
      namespace: namespaceOf(set),
      labels: { ...template.metadata?.labels, ...set.spec?.selector?.matchLabels },
    },
    spec: template.spec,
  }));

/** The spec with the claims of the pod of that number as volumes, in place of what has their names. */
export function withClaims(spec: PodSpec | undefined, set: StatefulSet, ordinal: number): PodSpec {
  const templates = set.spec?.volumeClaimTemplates ?? [];
  if (templates.length === 0) return { ...spec };
  const names = new Set(templates.map(nameOf));
  const claimed = templates.map((template) => ({
    name: nameOf(template),
    persistentVolumeClaim: { claimName: claimName(template, set, ordinal) },
  }));
  return { ...spec, volumes: [...claimed, ...(spec?.volumes ?? []).filter(({ name }) => !names.has(name ?? ''))] };
}
