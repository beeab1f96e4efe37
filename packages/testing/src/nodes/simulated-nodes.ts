import { setMaxListeners } from 'node:events';
import { parseLabelSelector } from '@kubets/apimachinery';
import { createInformer, type KubeClient } from '@kubets/client';
import type { Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { TestClock } from '../time/test-clock';
import type { ClusterNodes } from './cluster-nodes';
import { startKubelet } from './kubelet-server';
import type { PodBehaviour, PodRule, PodSelection } from './pod-behaviour';
import { createSimulatedNode, type LivingPod, type SimulatedNode } from './simulated-node';

export interface SimulatedNodes extends ClusterNodes {
  /** What pods do that come from now on; said last is asked first. @throws StatusError for a selector that is none. */
  simulate(selection: PodSelection, behaviour: PodBehaviour | ((pod: Pod) => PodBehaviour)): void;
  /** The pod that lives at an address. */
  podAt(address: string): LivingPod | undefined;
  close(): Promise<void>;
}

export interface SimulatedNodesOptions {
  client: KubeClient<'leases' | 'nodes' | 'pods'>;
  clock: TestClock;
  logger: Logger;
  host: string;
  /** The certificate of the kubelets, and whose clients they believe. */
  tls: { cert: string; key: string; ca: string };
}

/** As many as have addresses for their pods. */
const MAX_NODES = 250;

/** Nodes whose pods are no processes, beside each other in this one. */
export async function startSimulatedNodes(options: SimulatedNodesOptions): Promise<SimulatedNodes> {
  const { client, clock, logger, host, tls } = options;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const rules: PodRule[] = [];
  const nodes = new Map<string, SimulatedNode>();
  let count = 0;

  const livesOf = () => [...nodes.values()].flatMap((node) => [...node.pods.values()]);
  const podAt = (address: string) => livesOf().find((life) => life.address === address);
  const podNamed = (namespace: string, name: string) =>
    livesOf().find(({ pod: { metadata } }) => metadata?.namespace === namespace && metadata.name === name);
  const kubelet = await startKubelet({ host, tls, podAt, podNamed });

  const informer = createInformer<Pod>(client.pods, { name: 'pods', logger, clock });
  const nodeOf = ({ spec }: Pod) => nodes.get(spec?.nodeName ?? '');
  informer.addEventHandler({
    onAdd: (pod) => nodeOf(pod)?.see(pod),
    onUpdate: (_, pod) => nodeOf(pod)?.see(pod),
    onDelete: (pod) => nodeOf(pod)?.forget(pod.metadata?.uid ?? ''),
  });
  informer.start(stopping.signal);

  return {
    get names() {
      return [...nodes.keys()];
    },
    async add(given = {}) {
      if (count >= MAX_NODES) throw new Error(`a cluster has ${MAX_NODES} simulated nodes at most`);
      const index = (count += 1);
      const name = given.name ?? `node-${index}`;
      if (nodes.has(name)) throw new Error(`there is a node ${name} already`);
      const context = { client, clock, logger, rules, host, kubeletPort: kubelet.port };
      const node = createSimulatedNode({ ...given, name }, index, context);
      nodes.set(name, node);
      try {
        await node.register();
      } catch (error) {
        nodes.delete(name);
        node.kill();
        throw error;
      }
      for (const pod of informer.lister.list()) if (nodeOf(pod) === node) node.see(pod);
      return name;
    },
    kill(name) {
      const node = nodes.get(name);
      if (!node)
        throw new Error(`there is no living node ${name}; there are: ${[...nodes.keys()].join(', ') || 'none'}`);
      nodes.delete(name);
      node.kill();
    },
    simulate({ namespace, labelSelector = '' }, behaviour) {
      rules.unshift({ ...(namespace ? { namespace } : {}), matches: parseLabelSelector(labelSelector), behaviour });
    },
    podAt,
    async close() {
      stopping.abort();
      for (const node of nodes.values()) node.kill();
      nodes.clear();
      await kubelet.close();
    },
  };
}
