import type { Plugin, Rejection } from '../../framework/plugin';

const rejection: Rejection = { reasons: ["node(s) didn't match the requested node name"], resolvable: false };

/** A pod that names its node goes there and nowhere else. */
export const nodeName: Plugin = {
  name: 'NodeName',
  filter(pod) {
    const wanted = pod.pod.spec?.nodeName;
    return wanted ? (node) => (node.name === wanted ? undefined : rejection) : undefined;
  },
  mayUnblock: (event) => event.type === 'node-added',
};
