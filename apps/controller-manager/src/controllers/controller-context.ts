import type { DynamicCluster, EventRecorder } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { Controller, ControllerOptions } from '@kubets/controller';
import type { ControllerClient } from '../controller-client';
import type { ControllerManagerConfig } from '../config';
import type { SharedInformers } from '../shared-informers';
import type { StoredResources } from '../stored-resources';

/** What every controller is made of. */
export interface ControllerContext {
  client: ControllerClient;
  /** The same cluster, for controllers that do not know beforehand what they work on. */
  cluster: DynamicCluster;
  informers: SharedInformers;
  /** For controllers of objects of every kind. */
  resources: StoredResources;
  /** A recorder whose events carry this source.component. */
  recorder(component: string): EventRecorder;
  config: ControllerManagerConfig;
  clock: Clock;
  logger: Logger;
  /** What all control loops are given alike. */
  loop: Pick<ControllerOptions, 'logger' | 'metrics' | 'clock' | 'retryMaxMs'>;
}

/** A line of the registry: a controller under Kubernetes' name, as --controllers takes it. */
export interface ControllerEntry {
  name: string;
  /** The control loops it consists of; none when it has nothing to do under this configuration. */
  create(context: ControllerContext): Controller[];
}
