import { forbidsScheduling, untoleratedTaint } from '@kubets/api';
import { normalizeByHighest } from '../../framework/normalize';
import type { Plugin } from '../../framework/plugin';
import { unresolvable } from '../../framework/plugin';

/** Which taint is not told, since 1.35: every node may have its own, and a message counts nodes by what it says of them. */
const REJECTION = unresolvable('node(s) had untolerated taint(s)');

/** Nodes with a NoSchedule or NoExecute taint the pod does not tolerate are out; PreferNoSchedule ones rank lower. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  filter(pod) {
    const tolerations = pod.pod.spec?.tolerations;
    return ({ taints }) =>
      taints.length > 0 && untoleratedTaint(taints, tolerations, forbidsScheduling) ? REJECTION : undefined;
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
