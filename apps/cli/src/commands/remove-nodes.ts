import { readdir } from 'node:fs/promises';
import { removeTree } from '@kubets/component';
import { join } from 'node:path';
import { ignoreNotFound } from '@kubets/apimachinery';
import { openKubeClient, type KubeClient } from '@kubets/client';
import { nodes as nodeService, pods } from '@kubets/proto-gen/services';
import { runIfPossible } from '../network/run';
import { componentKubeconfig } from '../pki/kubeconfig';
import { endPodProcesses } from '../supervisor/pod-processes';
import { removeCgroups, unmountBelow } from './clean-up';
import { nodeLayout, type ClusterLayout, type NodeLayout } from '../cluster/layout';

/** Nodes that the cluster had when it was started with more of them: their data is there until they are removed. */
export async function formerNodes(layout: ClusterLayout): Promise<NodeLayout[]> {
  const entries = await readdir(join(layout.options.stateDir, 'nodes')).catch(() => []); // the first start
  return entries
    .map((entry) => Number(/^node-(\d+)$/.exec(entry)?.[1] ?? 0))
    .filter((number) => number > layout.nodes.length)
    .map((number) => nodeLayout(layout.options, layout.runDir, number - 1));
}

/**
 * Removes nodes from a running cluster, as an administrator does whose machines are gone: the objects of the nodes and of
 * the pods on them, then what they had on this machine. Their data goes last, so that what was cut off is finished next time.
 */
export async function removeNodes(layout: ClusterLayout, nodes: NodeLayout[]): Promise<void> {
  const client = await openKubeClient(componentKubeconfig(layout, 'admin'), { nodes: nodeService, pods });
  try {
    for (const node of nodes) {
      await endPodProcesses(layout, node.name);
      await deleteObjects(client, node.name);
      await removeFromMachine(layout, node);
    }
  } finally {
    client.close();
  }
}

async function deleteObjects(client: KubeClient<'nodes' | 'pods'>, name: string): Promise<void> {
  await client.nodes.delete({ name }).catch(ignoreNotFound);
  const { items } = await client.pods.list({ fieldSelector: `spec.nodeName=${name}` });
  for (const { metadata } of items) {
    await client.pods
      .delete({ namespace: metadata?.namespace, name: metadata?.name ?? '' }, { gracePeriodSeconds: 0 })
      .catch(ignoreNotFound);
  }
}

async function removeFromMachine(layout: ClusterLayout, node: NodeLayout): Promise<void> {
  await unmountBelow([node.runDir, node.dataDir]);
  await runIfPossible('ip', 'netns', 'delete', node.netns);
  await removeCgroups(node.cgroupRoot.slice(1));
  const files = [
    node.runDir,
    join(layout.pkiDir, node.name),
    ...['kubelet', 'proxy'].map((part) => componentKubeconfig(layout, `${part}-${node.name}`)),
    node.dataDir,
  ];
  for (const file of files) await removeTree(file);
}
