import { TAINTS, untoleratedTaint } from '@kubets/api';
import type { Plugin } from '../../framework/plugin';
import { unresolvable } from '../../framework/plugin';

const REJECTION = unresolvable('node(s) were unschedulable');
const CORDON = { key: TAINTS.unschedulable, effect: 'NoSchedule' };

/** Keeps pods off cordoned nodes, but those that tolerate the taint a cordon stands for. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filter(pod) {
    if (!untoleratedTaint([CORDON], pod.pod.spec?.tolerations)) return undefined;
    return (node) => (node.unschedulable ? REJECTION : undefined);
  },
  mayUnblock: (event) =>
    event.type === 'node-added'
      ? !event.node.spec?.unschedulable
      : event.type === 'node-updated' && !!event.previous.spec?.unschedulable && !event.node.spec?.unschedulable,
};
