import {
  NodeService,
  NodeServiceCapability_RPC_Type as Capability,
  type NodeExpandVolumeRequest,
  type NodeGetInfoResponse,
  type NodePublishVolumeRequest,
  type NodeStageVolumeRequest,
} from '@kubets/proto-gen/csi/v1';
import { pathInPods, pathOnNode, placeOf, type NodePlace } from '../system/node-places';
import { connectSocket } from '../system/socket-client';

/** A CSI driver on this node, over its socket. */
export interface CsiDriver {
  name: string;
  info(): Promise<NodeGetInfoResponse>;
  /** Asked once. */
  can(capability: Capability): Promise<boolean>;
  stage(request: NodeStageVolumeRequest): Promise<void>;
  unstage(volumeId: string, stagingTargetPath: string): Promise<void>;
  publish(request: NodePublishVolumeRequest): Promise<void>;
  unpublish(volumeId: string, targetPath: string): Promise<void>;
  expand(request: NodeExpandVolumeRequest): Promise<void>;
  close(): void;
}

export { Capability };

/**
 * @param endpoint as the driver says it: one that says a path by which pods know it runs in a pod, and is told such paths
 */
export function connectDriver(name: string, endpoint: string, places: readonly NodePlace[]): CsiDriver {
  const client = connectSocket(pathOnNode(endpoint, places));
  const isInPod = placeOf(endpoint, places) !== undefined;
  const told = (path: string): string => (isInPod ? pathInPods(path, places) : path);
  let capabilities: Promise<Set<Capability>> | undefined;
  const ask = async (): Promise<Set<Capability>> => {
    const { capabilities: all = [] } = await client.call(NodeService.nodeGetCapabilities, {});
    return new Set(all.flatMap(({ rpc }) => rpc?.type ?? []));
  };
  return {
    name,
    info: () => client.call(NodeService.nodeGetInfo, {}),
    async can(capability) {
      capabilities ??= ask();
      try {
        return (await capabilities).has(capability);
      } catch (error) {
        capabilities = undefined;
        throw error;
      }
    },
    async stage({ stagingTargetPath = '', ...request }) {
      await client.call(NodeService.nodeStageVolume, { ...request, stagingTargetPath: told(stagingTargetPath) });
    },
    async unstage(volumeId, stagingTargetPath) {
      await client.call(NodeService.nodeUnstageVolume, { volumeId, stagingTargetPath: told(stagingTargetPath) });
    },
    async publish({ stagingTargetPath = '', targetPath = '', ...request }) {
      const paths = { stagingTargetPath: told(stagingTargetPath), targetPath: told(targetPath) };
      await client.call(NodeService.nodePublishVolume, { ...request, ...paths });
    },
    async unpublish(volumeId, targetPath) {
      await client.call(NodeService.nodeUnpublishVolume, { volumeId, targetPath: told(targetPath) });
    },
    async expand({ stagingTargetPath = '', volumePath = '', ...request }) {
      const paths = { stagingTargetPath: told(stagingTargetPath), volumePath: told(volumePath) };
      await client.call(NodeService.nodeExpandVolume, { ...request, ...paths });
    },
    close: () => client.close(),
  };
}
