import { TAINTS } from '@kubets/api';
import type { Node } from '@kubets/proto-gen/core/v1';
import { isCreateOf, type MutatingPlugin } from '../pipeline/admission';

const NOT_READY = { key: TAINTS.notReady, effect: 'NoSchedule' };

/** A new node gets no pods before the node lifecycle controller has seen that it is ready. */
export const taintNodesByCondition: MutatingPlugin = {
  name: 'TaintNodesByCondition',
  handles: (attributes) => isCreateOf(attributes, 'nodes'),
  admit({ object }) {
    const spec = ((object as Node).spec ??= {});
    const taints = spec.taints ?? [];
    if (!taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect))
      spec.taints = [...taints, { ...NOT_READY }];
  },
};
