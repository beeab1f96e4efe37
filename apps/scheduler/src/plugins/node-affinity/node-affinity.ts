import { nodeSelectorTermMatcher, requiredNodeMatcher } from '@kubets/apimachinery';
import { createNodeInfo } from '../../cache/node-info';
import { normalizeByHighest } from '../../framework/normalize';
import type { Plugin } from '../../framework/plugin';
import { unresolvable } from '../../framework/plugin';

const REJECTION = unresolvable("node(s) didn't match Pod's node affinity/selector");

/** nodeSelector and node affinity: required ones filter, preferred ones add their weight. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  filter(pod) {
    const matches = requiredNodeMatcher(pod.pod.spec);
    return matches && ((node) => (matches(node) ? undefined : REJECTION));
  },
  weight: 2,
  score(pod, nodes) {
    const preferred = pod.pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    if (preferred.length === 0) return undefined;
    const terms = preferred.map(({ weight = 0, preference }) => ({
      weight,
      matches: nodeSelectorTermMatcher(preference ?? {}),
    }));
    return normalizeByHighest(
      nodes.map((node) => terms.reduce((sum, { weight, matches }) => sum + (matches(node) ? weight : 0), 0)),
    );
  },
  mayUnblock(event, pod) {
    if (event.type !== 'node-added' && event.type !== 'node-updated') return false;
    return requiredNodeMatcher(pod.pod.spec)?.(createNodeInfo(event.node)) ?? true;
  },
};
