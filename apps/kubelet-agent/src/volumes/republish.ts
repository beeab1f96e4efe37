import type { Clock, Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { CsiVolumes } from '../csi/csi-volumes';
import { errorFields } from '../system/error-fields';
import type { VolumeSources } from './volume-kind';
import type { VolumeManager } from './volume-manager';

/** As often as Kubernetes looks at the volumes of a pod. */
const EVERY_MS = 60_000;

export interface RepublishOptions {
  /** The pods that run here. */
  pods(): readonly Pod[];
  csi: Pick<CsiVolumes, 'wantsRepublish'>;
  volumes: Pick<VolumeManager, 'republish'>;
  sources(pod: Pod): VolumeSources;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** Publishes volumes again and again whose drivers want that, as their contents change. */
export async function runRepublishing(o: RepublishOptions): Promise<void> {
  while (!o.signal.aborted) {
    await o.clock.sleep(EVERY_MS, o.signal);
    for (const pod of o.pods()) {
      if (o.signal.aborted) return;
      try {
        if (await o.csi.wantsRepublish(pod.metadata?.uid ?? '')) await o.volumes.republish(pod, o.sources(pod));
      } catch (error) {
        o.logger.warn({ ...errorFields(error), pod: pod.metadata?.name }, 'Volumes cannot be published again');
      }
    }
  }
}
