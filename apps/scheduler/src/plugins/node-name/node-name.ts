import type { Plugin } from '../../framework/plugin';
import { unresolvable } from '../../framework/plugin';

const REJECTION = unresolvable("node(s) didn't match the requested node name");

/** A pod that names its node goes there and nowhere else. */
export const nodeName: Plugin = {
  name: 'NodeName',
  filter(pod) {
    const wanted = pod.pod.spec?.nodeName;
    return wanted ? (node) => (node.name === wanted ? undefined : REJECTION) : undefined;
  },
  mayUnblock: (event) => event.type === 'node-added',
};
