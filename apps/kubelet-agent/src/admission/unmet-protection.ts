import { LABELS } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { needsAppArmor } from './app-armor';

/** What the machine and its runtime can do about isolation, where that differs between nodes. */
export interface NodeAbilities {
  /** The kernel enforces AppArmor profiles. */
  appArmor: boolean;
  /** Each pod has a control group, by which it is bounded as a whole. */
  podGroups: boolean;
  /** The runtime can leave out the groups that an image gives its user. */
  supplementalGroupsPolicy: boolean;
}

interface Rule {
  /** As upstream calls it, where upstream refuses too. */
  reason: string;
  /** Why this node can't do what the pod asks for; undefined when it can. */
  unmet(pod: Pod, abilities: NodeAbilities): string | undefined;
}

/** Whatever a pod asks for that isolates it, and that is not there: rather none of it runs than any of it unprotected. */
const rules: readonly Rule[] = [
  {
    reason: 'PodOSNotSupported',
    unmet: ({ spec }) =>
      spec?.os?.name && spec.os.name !== 'linux'
        ? "Failed to admit pod as the OS field doesn't match node OS"
        : undefined,
  },
  {
    reason: 'PodOSSelectorNodeLabelDoesNotMatch',
    unmet: ({ spec }) => {
      const wanted = spec?.nodeSelector?.[LABELS.os];
      return wanted !== undefined && wanted !== 'linux'
        ? "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label"
        : undefined;
    },
  },
  {
    reason: 'SupplementalGroupsPolicyNotSupported',
    unmet: ({ spec }, { supplementalGroupsPolicy }) =>
      !supplementalGroupsPolicy && spec?.securityContext?.supplementalGroupsPolicy === 'Strict'
        ? 'SupplementalGroupsPolicy=Strict is not supported in this node: containerd 2.0 or later is needed'
        : undefined,
  },
  {
    reason: 'AppArmor',
    unmet: (pod, { appArmor }) =>
      !appArmor && needsAppArmor(pod) ? 'Cannot enforce AppArmor: AppArmor is not enabled on the host' : undefined,
  },
  {
    reason: 'PodLevelResourcesNotSupported',
    unmet: ({ spec }, { podGroups }) =>
      !podGroups && Object.keys(spec?.resources?.limits ?? {}).length > 0
        ? 'limits of the pod as a whole are not enforced on this node'
        : undefined,
  },
];

/** The first thing of the pod's isolation that this node can't provide; undefined when it can provide all of it. */
export function unmetProtection(pod: Pod, abilities: NodeAbilities): { reason: string; message: string } | undefined {
  for (const { reason, unmet } of rules) {
    const message = unmet(pod, abilities);
    if (message !== undefined) return { reason, message };
  }
  return undefined;
}
