import type { Node, Taint } from '@kubets/proto-gen/core/v1';

export const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export const taintsWithEffect = (node: Node | undefined, effect: string): Taint[] =>
  (node?.spec?.taints ?? []).filter((taint) => taint.effect === effect);
