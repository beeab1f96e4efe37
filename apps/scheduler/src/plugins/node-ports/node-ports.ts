import type { HostPort } from '../../cache/pod-info';
import type { Plugin, Rejection } from '../../framework/plugin';

const rejection: Rejection = { reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true };

/** 0.0.0.0 collides with every address. */
function collide(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.hostIP === b.hostIP || a.hostIP === '0.0.0.0' || b.hostIP === '0.0.0.0');
}

/** Two pods of one node cannot have the same host port. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  filter({ hostPorts }) {
    if (hostPorts.length === 0) return undefined;
    return (node) => (node.hostPorts.some((used) => hostPorts.some((wanted) => collide(used, wanted))) ? rejection : undefined);
  },
  mayUnblock: (event, { hostPorts }) =>
    event.type === 'node-added' || (event.type === 'pod-gone' && event.pod.hostPorts.some((freed) => hostPorts.some((wanted) => collide(freed, wanted)))),
};
