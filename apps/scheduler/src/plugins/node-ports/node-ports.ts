import { hostPortsCollide } from '@kubets/api';
import type { Plugin, Rejection } from '../../framework/plugin';

const REJECTION: Rejection = {
  reasons: ["node(s) didn't have free ports for the requested pod ports"],
  resolvable: true,
};

/** Two pods of one node cannot have the same host port. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  filter({ hostPorts }) {
    if (hostPorts.length === 0) return undefined;
    return (node) =>
      node.hostPorts.some((used) => hostPorts.some((wanted) => hostPortsCollide(used, wanted))) ? REJECTION : undefined;
  },
  mayUnblock: (event, { hostPorts }) =>
    event.type === 'node-added' ||
    (event.type === 'pod-gone' &&
      event.pod.hostPorts.some((freed) => hostPorts.some((wanted) => hostPortsCollide(freed, wanted)))),
};
