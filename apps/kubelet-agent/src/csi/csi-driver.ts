import {
  NodeService,
  NodeServiceCapability_RPC_Type as Capability,
  type NodeExpandVolumeRequest,
  type NodeGetInfoResponse,
  type NodePublishVolumeRequest,
  type NodeStageVolumeRequest,
} from '@kubets/proto-gen/csi/v1';
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

export function connectDriver(name: string, endpoint: string): CsiDriver {
  const client = connectSocket(endpoint);
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
    stage: async (request) => void (await client.call(NodeService.nodeStageVolume, request)),
    unstage: async (volumeId, stagingTargetPath) =>
      void (await client.call(NodeService.nodeUnstageVolume, { volumeId, stagingTargetPath })),
    publish: async (request) => void (await client.call(NodeService.nodePublishVolume, request)),
    unpublish: async (volumeId, targetPath) =>
      void (await client.call(NodeService.nodeUnpublishVolume, { volumeId, targetPath })),
    expand: async (request) => void (await client.call(NodeService.nodeExpandVolume, request)),
    close: () => client.close(),
  };
}
