import { TAINTS } from '@kubets/api';
import type { Pod, Toleration } from '@kubets/proto-gen/core/v1';
import { isWriteOf, type MutatingPlugin } from '../pipeline/admission';

export interface DefaultTolerationOptions {
  /** `--default-not-ready-toleration-seconds`, 300 by default. */
  notReadySeconds: number;
  /** `--default-unreachable-toleration-seconds`, 300 by default. */
  unreachableSeconds: number;
}

/** Pods stay on a node that is gone for some minutes, unless they say for how long themselves; whoever replaces their tolerations need not know of it. */
export function createDefaultTolerationSeconds({
  notReadySeconds,
  unreachableSeconds,
}: DefaultTolerationOptions): MutatingPlugin {
  return {
    name: 'DefaultTolerationSeconds',
    handles: (attributes) => isWriteOf(attributes, 'pods'),
    admit({ object }) {
      const spec = ((object as Pod).spec ??= {});
      const tolerations = spec.tolerations ?? [];
      const missing = [
        { key: TAINTS.notReady, tolerationSeconds: notReadySeconds },
        { key: TAINTS.unreachable, tolerationSeconds: unreachableSeconds },
      ].filter(({ key }) => !tolerations.some((toleration) => toleratesEviction(toleration, key)));
      if (missing.length > 0)
        spec.tolerations = [
          ...tolerations,
          ...missing.map(({ key, tolerationSeconds }) => ({
            key,
            operator: 'Exists',
            effect: 'NoExecute',
            tolerationSeconds,
          })),
        ];
    },
  };
}

const toleratesEviction = ({ key, effect }: Toleration, wanted: string): boolean =>
  (key === wanted || !key) && (effect === 'NoExecute' || !effect);
