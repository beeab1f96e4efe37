import type { Pod } from '@kubets/proto-gen/core/v1';

/** The claims that a pod uses, by name; one that is made for a volume of the pod is named for both. */
export const claimsOf = ({ metadata, spec }: Pod): string[] =>
  (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim ? [persistentVolumeClaim.claimName ?? ''] : ephemeral ? [`${metadata?.name}-${name}`] : [],
  );
