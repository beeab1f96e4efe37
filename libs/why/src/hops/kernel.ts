import type { Facts } from '../facts';
import { type Finding, objectText } from '../finding';

/** Whether the nodes' proxies have put the Service into their kernels. */
export function checkKernel({ proxies, service, question, fromPod }: Facts): Finding | undefined {
  const here = question.from.kind === 'node' ? question.from.name : fromPod?.spec?.nodeName;
  // Where the packet starts matters most.
  const ordered = [...proxies].sort((a, b) => Number(b.node === here) - Number(a.node === here));
  const down = ordered.find(({ state }) => state !== 'healthy');
  if (down)
    return {
      hop: 'kernel',
      problem:
        down.state === 'unreachable'
          ? `the proxy of node ${down.node} does not answer`
          : `the proxy of node ${down.node} is behind`,
      object: `Node ${down.node}`,
      fix: `start the proxy of ${down.node} (kubets status tells of it, its log says why it ended)`,
    };
  const without = ordered.find(({ inKernel }) => inKernel === false);
  if (!without) return undefined;
  return {
    hop: 'kernel',
    problem: `node ${without.node} has no rule for the Service's address in its kernel`,
    object: objectText('Service', service),
    field: 'spec.clusterIP',
    fix: `wait a moment and ask again; else look at the log of the proxy of ${without.node}`,
  };
}
