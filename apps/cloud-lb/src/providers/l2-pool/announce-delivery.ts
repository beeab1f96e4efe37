import type { Informer } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { Node } from '@kubets/proto-gen/core/v1';
import { precedes } from '../../addresses/address-claim';
import { localHealthCheckPort, type Delivery, type DeliveryContext } from '../../assignment/delivery';
import type { Fitness } from '../../nodes/fitness';
import type { HttpProbe } from '../../nodes/http-probe';
import { createNodeHealth } from '../../nodes/node-health';
import { chooseNode, type NodeChoice } from './choose-node';

export interface AnnounceOptions {
  nodes: Informer<Node>;
  clock: Clock;
  probeHttp: HttpProbe;
}

/** Each address is announced by one healthy node, whose proxy is told so by an annotation. */
export function createAnnounceDelivery(
  { nodes, clock, probeHttp }: AnnounceOptions,
  { ledger, changed }: DeliveryContext,
): Delivery {
  /** Services that got no fit node, to be tried again when one becomes healthy. */
  const withoutNode = new Set<string>();
  const health = createNodeHealth({
    nodes,
    probe: probeHttp,
    clock,
    onNodesChanged: () => changed(ledger.keys()),
    onNodeHealth: (node) => changed(new Set([...ledger.servicesOn(node), ...withoutNode])),
    onServiceHealth: (key) => changed([key]),
  });

  return {
    // One node answers for an address, so Services that share one follow the eldest.
    place(service, claim, addresses) {
      const healthCheckPort = localHealthCheckPort(service);
      health.followService(claim.key, healthCheckPort);
      const sharers = ledger.othersWith(claim, addresses).filter(({ node }) => node !== undefined);
      const eldest = sharers.reduce((first, other) => (precedes(other, first) ? other : first), claim);
      const fitness = (node: string): Fitness => health.fitness(node, healthCheckPort);
      const choice: NodeChoice =
        eldest === claim
          ? chooseNode({
              nodes: health.names(),
              current: claim.node ?? sharers[0]?.node,
              fitness,
              load: (node) => ledger.servicesOn(node).length,
            })
          : { node: eldest.node, state: fitness(eldest.node!) === 'fit' ? 'available' : 'pending' };
      if (choice.state === 'available') withoutNode.delete(claim.key);
      else withoutNode.add(claim.key);
      return { ...choice, answeredBy: choice.node };
    },
    forget(key) {
      withoutNode.delete(key);
      health.forgetService(key);
    },
    stop: health.stop,
  };
}
