import type { Pod } from '@kubets/proto-gen/core/v1';

/** A claim for devices that a pod names. */
export interface PodResourceClaimName {
  /** What the pod's containers call it. */
  name: string;
  /** Undefined while a claim has to be made from a template yet. */
  claimName: string | undefined;
  /** The template that it is made from; undefined where the pod names the claim itself. */
  templateName: string | undefined;
  /** Whether there has turned out to be nothing to claim. */
  isNone: boolean;
}

/** The claims of a pod in its order; the claim of a template is the one that the pod's status names. */
export function podResourceClaims({ spec, status }: Pod): PodResourceClaimName[] {
  return (spec?.resourceClaims ?? []).map(({ name = '', resourceClaimName, resourceClaimTemplateName }) => {
    const made = status?.resourceClaimStatuses?.find((one) => one.name === name);
    return {
      name,
      claimName: resourceClaimName ?? made?.resourceClaimName,
      templateName: resourceClaimTemplateName,
      isNone: resourceClaimName === undefined && made !== undefined && made.resourceClaimName === undefined,
    };
  });
}
