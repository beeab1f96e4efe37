import { createInformerSet, startInformers, type Informer, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { Node } from '@kubets/proto-gen/core/v1';
import { join } from 'node:path';
import type { KubeletConfig } from '../config';
import { startNodeNetwork } from './node-network';
import { createProxies, type Proxies } from './proxies';

export interface PodNetworkOptions {
  config: Pick<
    KubeletConfig,
    'clusterCidr' | 'cniConfDir' | 'manageNetwork' | 'proxyReleaseTimeoutMs' | 'serviceClusterIpRange'
  >;
  nodeName: string;
  nodeIp: string;
  rootDir: string;
  /** This node alone, which is known whoever manages the network. */
  ownNode: Informer<Node>;
  /** Reads all nodes, where the network is managed here. */
  client: KubeClient<'nodes'>;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** The way between this node's pods and others', unless somebody else manages that, and the proxies at its ends. */
export function createPodNetwork({ config, nodeName, nodeIp, rootDir, ownNode, client, ...run }: PodNetworkOptions): {
  proxies: Proxies;
  /** `onConfigured` is called when the runtime has a network configuration. */
  start(onConfigured: () => void): void;
} {
  const cluster = config.manageNetwork ? createInformerSet(client, { nodes: {} }, run) : { nodes: ownNode };
  return {
    proxies: createProxies({
      nodeIp,
      releaseTimeoutMs: config.proxyReleaseTimeoutMs,
      nodes: () => cluster.nodes.lister.list(),
      clock: run.clock,
      logger: run.logger,
    }),
    start(onConfigured) {
      if (!config.manageNetwork) return;
      void startInformers(cluster, run.signal);
      startNodeNetwork({
        nodeName,
        nodeIp,
        nodes: cluster.nodes,
        clusterCidrs: config.clusterCidr,
        serviceCidrs: config.serviceClusterIpRange,
        cniConfDir: config.cniConfDir,
        ipamDirectory: join(rootDir, 'cni'),
        onConfigured,
        ...run,
      });
    },
  };
}
