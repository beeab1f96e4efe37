import { forbidsScheduling, untoleratedTaint } from '@kubets/api';
import { normalizeByHighest } from '../../framework/normalize';
import type { Plugin } from '../../framework/plugin';

/** Nodes with a NoSchedule or NoExecute taint the pod does not tolerate are out; PreferNoSchedule ones rank lower. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  filter(pod) {
    const tolerations = pod.pod.spec?.tolerations;
    return (node) => {
      if (node.taints.length === 0) return undefined;
      const taint = untoleratedTaint(node.taints, tolerations, forbidsScheduling);
      return (
        taint && { reasons: [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`], resolvable: false }
      );
    };
  },
  weight: 3,
  score(pod, nodes) {
    if (!nodes.some(({ taints }) => taints.length > 0)) return undefined;
    const tolerations = (pod.pod.spec?.tolerations ?? []).filter(
      ({ effect }) => !effect || effect === 'PreferNoSchedule',
    );
    const intolerable = nodes.map(
      ({ taints }) =>
        taints.filter((taint) => untoleratedTaint([taint], tolerations, ({ effect }) => effect === 'PreferNoSchedule'))
          .length,
    );
    return normalizeByHighest(intolerable, true);
  },
  mayUnblock(event, pod) {
    if (event.type !== 'node-added' && event.type !== 'node-updated') return false;
    return !untoleratedTaint(event.node.spec?.taints ?? [], pod.pod.spec?.tolerations, forbidsScheduling);
  },
};
