import { TAINTS } from '@kubets/api';
import type { Node } from '@kubets/proto-gen/core/v1';
import type { AdmissionPlugin } from '../pipeline/admission';

const NOT_READY = { key: TAINTS.notReady, effect: 'NoSchedule' };

/** A new node gets no pods before the node lifecycle controller has seen that it is ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: ({ operation, group, resource, subresource }) =>
    operation === 'CREATE' && group === '' && resource === 'nodes' && subresource === '',
  mutate({ object }) {
    const spec = ((object as Node).spec ??= {});
    const taints = spec.taints ?? [];
    if (!taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect))
      spec.taints = [...taints, { ...NOT_READY }];
  },
};
