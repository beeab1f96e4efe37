import { podCIDRsOf } from '@kubets/api';
import { ignoreNotFound, nameOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import { parseCidr, type Cidr } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';
import { clusterPools } from './cidr-pool';

const parsed = (texts: readonly string[]): Cidr[] => texts.flatMap((text) => parseCidr(text) ?? []);

/** Gives every node its part of the pod addresses. One worker, so that no part is given twice. */
export const nodeIpamController: ControllerEntry = {
  name: 'node-ipam-controller',
  create(context) {
    const { client, informers, config, loop } = context;
    if (!config.allocateNodeCidrs) return [];
    const { nodes } = informers;
    const recorder = context.recorder('cidrAllocator');
    const pools = clusterPools(config.clusterCidr, {
      IPv4: config.nodeCidrMaskSize,
      IPv6: config.nodeCidrMaskSizeIpv6,
    });
    const services = parsed(config.serviceClusterIpRange.split(','));
    /** What was given and may not be in the cache yet. */
    const given = new Map<string, string[]>();

    function setup(enqueue: (key: string) => void): void {
      const consider = (node: Node): void => {
        if (podCIDRsOf(node).length === 0) return enqueue(nameOf(node));
        given.delete(nameOf(node));
      };
      nodes.addEventHandler({
        onAdd: consider,
        onUpdate: (_previous, node) => consider(node),
        onDelete(node) {
          given.delete(nameOf(node));
          // A part became free: nodes that got none try again.
          nodes.lister.list().forEach(consider);
        },
      });
    }

    function allocate(node: Node): string[] | undefined {
      const used = [
        ...services,
        ...parsed(nodes.lister.list().flatMap(podCIDRsOf)),
        ...parsed([...given.values()].flat()),
      ];
      const subnets = pools.flatMap((pool) => pool.next(used) ?? []);
      if (subnets.length === pools.length) return subnets;
      recorder.event(
        { ...node, apiVersion: 'v1', kind: 'Node' },
        'Normal',
        'CIDRNotAvailable',
        `Node ${nameOf(node)} status is now: CIDRNotAvailable`,
      );
      return undefined;
    }

    async function reconcile(key: string): Promise<void> {
      const node = nodes.lister.get(key);
      if (!node || podCIDRsOf(node).length > 0 || given.has(key)) return;
      const subnets = allocate(node);
      if (!subnets) return;
      given.set(key, subnets);
      // The version is the guard against a second allocator: whoever comes late meets a conflict and looks again.
      const { uid, resourceVersion } = node.metadata ?? {};
      try {
        await client.nodes.patch(
          { name: key },
          {
            type: 'merge',
            body: { metadata: { uid, resourceVersion }, spec: { podCIDR: subnets[0], podCIDRs: subnets } },
          },
        );
      } catch (error) {
        given.delete(key);
        ignoreNotFound(error);
      }
    }

    return [createController({ name: 'nodeipam', informers: [nodes], setup, reconcile, ...loop, workers: 1 })];
  },
};
