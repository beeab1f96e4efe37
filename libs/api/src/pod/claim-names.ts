import type { Pod } from '@kubets/proto-gen/core/v1';

/** The names of the claims that a pod uses, all in its namespace; one that is made for a volume of the pod is named for both. */
export const podClaimNames = ({ metadata, spec }: Pod): string[] =>
  (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim ? [persistentVolumeClaim.claimName ?? ''] : ephemeral ? [`${metadata?.name}-${name}`] : [],
  );
