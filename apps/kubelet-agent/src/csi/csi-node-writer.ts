import { isNotFound, semanticEqual } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { CSINode, CSINodeDriver } from '@kubets/proto-gen/storage/v1';

/** What a driver says of the node. */
export interface DriverOnNode {
  name: string;
  nodeId: string;
  /** 0: as many as there are. */
  maxVolumes: number;
  topology: Readonly<Record<string, string>>;
}

const NODE_IDS = 'csi.volume.kubernetes.io/nodeid';

/** Writes which drivers the node has into its CSINode, and where they say that it is into its labels. */
export function createCsiNodeWriter({
  client,
  nodeName,
  nodeUid,
}: {
  client: KubeClient<'csiNodes' | 'nodes'>;
  nodeName: string;
  nodeUid(): string | undefined;
}): (drivers: readonly DriverOnNode[]) => Promise<void> {
  async function writeNode(drivers: readonly DriverOnNode[]): Promise<void> {
    const ids = Object.fromEntries(drivers.map(({ name, nodeId }) => [name, nodeId]));
    const annotations = { [NODE_IDS]: drivers.length > 0 ? JSON.stringify(ids) : null };
    const labels = Object.assign({}, ...drivers.map(({ topology }) => topology)) as Record<string, string>;
    await client.nodes.patch({ name: nodeName }, { type: 'merge', body: { metadata: { annotations, labels } } });
  }

  async function writeCsiNode(drivers: readonly DriverOnNode[]): Promise<void> {
    const wanted = drivers.map(driverEntry).sort((a, b) => (a.name! < b.name! ? -1 : 1));
    const current = await client.csiNodes.get({ name: nodeName }).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    if (!current) {
      await client.csiNodes.create(newCsiNode(nodeName, nodeUid(), wanted));
      return;
    }
    if (semanticEqual(current.spec?.drivers ?? [], wanted)) return;
    // A driver that calls the node otherwise now is another one: entries cannot be changed.
    const kept = (current.spec?.drivers ?? []).filter((old) => {
      const next = wanted.find(({ name }) => name === old.name);
      return next !== undefined && next.nodeID === old.nodeID && semanticEqual(next.topologyKeys, old.topologyKeys);
    });
    const changed = kept.length < (current.spec?.drivers ?? []).length && wanted.length > 0;
    const base = changed ? await client.csiNodes.update({ ...current, spec: { drivers: kept } }) : current;
    await client.csiNodes.update({ ...base, spec: { drivers: wanted } });
  }

  return async (drivers) => {
    await writeNode(drivers);
    await writeCsiNode(drivers);
  };
}

function driverEntry({ name, nodeId, maxVolumes, topology }: DriverOnNode): CSINodeDriver {
  return {
    name,
    nodeID: nodeId,
    topologyKeys: Object.keys(topology).sort(),
    ...(maxVolumes > 0 && { allocatable: { count: maxVolumes } }),
  };
}

/** It goes with its Node. */
const newCsiNode = (name: string, uid: string | undefined, drivers: CSINodeDriver[]): CSINode => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'CSINode',
  metadata: { name, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
  spec: { drivers },
});
