import { applyRoutes, desiredRoutes, podCIDRsOf } from '@kubets/api';
import type { Informer } from '@kubets/client';
import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import type { Node } from '@kubets/proto-gen/core/v1';
import { isIPv6 } from 'node:net';
import { errorFields } from '../system/error-fields';
import { runCommand } from '../system/run-command';
import { writeCniConfig } from './cni-config';
import { monitorLinks } from './link-monitor';
import { applyMasquerade } from './masquerade';
import { mtuOf } from './node-address';
import { setNodeSysctls } from './node-sysctls';
import { refuseUnassignedServices } from './unassigned-services';

export interface NodeNetworkOptions {
  nodeName: string;
  nodeIp: string;
  nodes: Informer<Node>;
  clusterCidrs: readonly string[];
  serviceCidrs: readonly string[];
  cniConfDir: string;
  ipamDirectory: string;
  /** The runtime has a network configuration now. */
  onConfigured(): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/**
 * Gives the node's pods a network, and follows the other nodes and the node's own links with routes to theirs. What is sent to
 * an address of pods or Services that nobody has is refused on the node. Works on events, one change at a time.
 */
export function startNodeNetwork(o: NodeNetworkOptions): void {
  let configuredFor = '';
  let routedFor = '';
  let refusing = false;

  async function apply(): Promise<void> {
    if (!refusing) await refuseUnassignedServices(o.serviceCidrs);
    refusing = true;
    // Whether these are all there are is asked for first: more may come while this waits for something.
    const complete = o.nodes.hasSynced();
    const nodes = o.nodes.lister.list();
    const self = nodes.find(({ metadata }) => metadata?.name === o.nodeName);
    const podCidrs = self ? podCIDRsOf(self) : [];
    if (podCidrs.length > 0 && configuredFor !== podCidrs.join()) {
      await setNodeSysctls({ ipv6: podCidrs.some((cidr) => isIPv6(cidr.split('/')[0]!)), logger: o.logger });
      await applyMasquerade(podCidrs, o.clusterCidrs);
      const changed = await writeCniConfig(o.cniConfDir, {
        podCidrs,
        mtu: await mtuOf(o.nodeIp),
        ipamDirectory: o.ipamDirectory,
      });
      configuredFor = podCidrs.join();
      o.logger.info({ podCidrs, changed }, 'Pod network configured');
      o.onConfigured();
    }
    const routes = desiredRoutes(nodes, o.nodeName);
    const wanted = JSON.stringify([complete, routes]);
    if (wanted === routedFor) return;
    routedFor = wanted;
    const changed = await applyRoutes(
      [...o.clusterCidrs.map((cidr) => ({ cidr })), ...routes],
      complete,
      runCommand,
    ).catch((error: unknown) => {
      routedFor = '';
      throw error;
    });
    if (changed) o.logger.info({ routes }, 'Routes to other nodes set');
  }

  const loop = createWakeLoop({
    turn: apply,
    retry: { initialMs: 200, maxMs: 10_000 },
    onError: (err, delayMs) =>
      o.logger.warn({ ...errorFields(err), delayMs }, 'Node network cannot be set up, trying again'),
    clock: o.clock,
  });
  const change = (): void => loop.wake();

  o.nodes.addEventHandler({ onAdd: change, onUpdate: change, onDelete: change });
  change();
  void loop.run(o.signal);
  void o.nodes.synced().then(change, () => undefined);
  const reroute = (): void => {
    routedFor = '';
    change();
  };
  void monitorLinks({ onChange: reroute, clock: o.clock, logger: o.logger, signal: o.signal });
}
