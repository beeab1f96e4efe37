import type { KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import { join } from 'node:path';
import { errorFields } from '../system/error-fields';
import type { PodPaths } from '../system/pod-paths';
import { createCsiCluster } from './csi-cluster';
import { createCsiDrivers } from './csi-drivers';
import { createCsiNodeWriter } from './csi-node-writer';
import { createCsiVolumes, type CsiVolumes } from './csi-volumes';
import { startPluginRegistration } from './plugin-registration';

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
  signal: AbortSignal;
}

export interface Csi {
  volumes: CsiVolumes;
  /** Looks for drivers from now on. */
  start(): Promise<void>;
}

/** All that a node has to do with CSI drivers: taking those that register, and having them provide volumes. */
export function createCsi({
  client,
  rootDir,
  paths,
  nodeName,
  nodeUid,
  onChange,
  clock,
  logger,
  signal,
}: CsiOptions): Csi {
  const drivers = createCsiDrivers({ publish: createCsiNodeWriter({ client, nodeName, nodeUid }), clock, logger });
  const cluster = createCsiCluster({ client, clock });
  return {
    volumes: createCsiVolumes({ rootDir, paths, nodeName, drivers, cluster, onChange, logger }),
    start: () =>
      startPluginRegistration({
        directory: join(rootDir, 'plugins_registry'),
        handlers: [drivers],
        clock,
        logger,
        signal,
      }).catch((error: unknown) => logger.error(errorFields(error), 'Drivers cannot register')),
  };
}
