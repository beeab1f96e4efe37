import { podClaimNames } from '@kubets/api';
import { parseQuantity } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { PersistentVolumeClaim, Pod } from '@kubets/proto-gen/core/v1';
import type { CsiVolumes } from '../csi/csi-volumes';
import { persistentCsiVolume } from '../csi/volume-request';
import type { PodEvents } from '../events/pod-events';
import { errorFields } from '../system/error-fields';

/** A node may read claims one by one and follow none. */
const EVERY_MS = 60_000;
const PENDING = new Set(['NodeResizePending', 'NodeResizeInProgress']);
const RESIZING = new Set(['Resizing', 'FileSystemResizePending']);

export interface VolumeGrowthOptions {
  client: KubeClient<'persistentVolumeClaims' | 'persistentVolumes'>;
  csi: Pick<CsiVolumes, 'expand'>;
  /** The pods that run here. */
  pods(): readonly Pod[];
  nodeName: string;
  events: PodEvents;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** Whether a claim's volume has grown, and only its file system on the node has not. */
const awaitsNode = ({ status }: PersistentVolumeClaim): boolean =>
  PENDING.has(status?.allocatedResourceStatuses?.['storage'] ?? '') ||
  (status?.conditions ?? []).some(({ type, status: holds }) => type === 'FileSystemResizePending' && holds === 'True');

/** The status of a claim whose volume has the size now. */
function grown({ status = {} }: PersistentVolumeClaim, size: string): PersistentVolumeClaim['status'] {
  const { conditions = [], allocatedResourceStatuses = {}, ...rest } = status;
  const { storage: _done, ...statuses } = allocatedResourceStatuses;
  const left = conditions.filter(({ type = '' }) => !RESIZING.has(type));
  return {
    ...rest,
    capacity: { ...status.capacity, storage: size },
    ...(left.length > 0 && { conditions: left }),
    ...(Object.keys(statuses).length > 0 && { allocatedResourceStatuses: statuses }),
  };
}

/** Has drivers make file systems as large as volumes have become, while pods use them. */
export async function runVolumeGrowth(o: VolumeGrowthOptions): Promise<void> {
  while (!o.signal.aborted) {
    await o.clock.sleep(EVERY_MS, o.signal);
    for (const pod of o.pods())
      for (const claim of podClaimNames(pod)) {
        if (o.signal.aborted) return;
        await growVolume(pod, claim, o).catch((error: unknown) =>
          o.logger.debug({ ...errorFields(error), claim }, 'Volume cannot be made larger'),
        );
      }
  }
}

export async function growVolume(pod: Pod, name: string, o: VolumeGrowthOptions): Promise<void> {
  const { namespace = '', uid = '' } = pod.metadata ?? {};
  const claim = await o.client.persistentVolumeClaims.get({ namespace, name });
  if (!awaitsNode(claim)) return;
  const persistent = await o.client.persistentVolumes.get({ name: claim.spec?.volumeName ?? '' });
  const volume = persistentCsiVolume(persistent, false);
  const size = persistent.spec?.capacity?.['storage'] ?? '0';
  if (!volume) return;
  const quoted = JSON.stringify(volume.name);
  try {
    if (!(await o.csi.expand(uid, volume, parseQuantity(size).value()))) return;
  } catch (error) {
    const text = `MountVolume.NodeExpandVolume failed for volume ${quoted} : ${(error as Error).message}`;
    o.events.pod(pod, 'Warning', 'FileSystemResizeFailed', text);
    throw error;
  }
  await o.client.persistentVolumeClaims.updateStatus({ ...claim, status: grown(claim, size) });
  const text = `MountVolume.NodeExpandVolume succeeded for volume ${quoted} ${o.nodeName}`;
  o.events.pod(pod, 'Normal', 'FileSystemResizeSuccessful', text);
}
