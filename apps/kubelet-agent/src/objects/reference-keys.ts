import { podReferences } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';

const KINDS = { secrets: 'secret', configmaps: 'configmap' } as const;

export type ReferencedKind = (typeof KINDS)[keyof typeof KINDS];

/** `secret/namespace/name` */
export type ReferenceKey = `${ReferencedKind}/${string}/${string}`;

/** The keys of every Secret and ConfigMap that a pod names. */
export function referenceKeys(pod: Pod): Set<ReferenceKey> {
  const namespace = pod.metadata?.namespace ?? '';
  return new Set(
    podReferences(pod).flatMap(({ resource, name }) =>
      resource === 'secrets' || resource === 'configmaps' ? [`${KINDS[resource]}/${namespace}/${name}` as const] : [],
    ),
  );
}
