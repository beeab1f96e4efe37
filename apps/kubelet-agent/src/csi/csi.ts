import type { KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { PluginHandler } from '../plugins/plugin-registration';
import type { PodPaths } from '../system/pod-paths';
import { createCsiCluster } from './csi-cluster';
import { createCsiDrivers } from './csi-drivers';
import { createCsiNodeWriter } from './csi-node-writer';
import { createCsiVolumes, type CsiVolumes } from './csi-volumes';

export interface CsiOptions {
  client: KubeClient<'csiDrivers' | 'csiNodes' | 'nodes' | 'secrets' | 'volumeAttachments'>;
  rootDir: string;
  paths: PodPaths;
  nodeName: string;
  nodeUid(): string | undefined;
  /** Other volumes are in use now. */
  onChange(): void;
  clock: Clock;
  logger: Logger;
}

export interface Csi {
  volumes: CsiVolumes;
  /** Takes the drivers that register. */
  drivers: PluginHandler;
}

/** All that a node has to do with CSI drivers: taking those that register, and having them provide volumes. */
export function createCsi({ client, rootDir, paths, nodeName, nodeUid, onChange, clock, logger }: CsiOptions): Csi {
  const publish = createCsiNodeWriter({ client, nodeName, nodeUid });
  const drivers = createCsiDrivers({ publish, places: paths.places, clock, logger });
  const cluster = createCsiCluster({ client, clock });
  return {
    volumes: createCsiVolumes({ rootDir, paths, nodeName, drivers, cluster, onChange, logger }),
    drivers,
  };
}
