import { initAndAppContainers } from '@kubets/api';
import type { Pod, Volume } from '@kubets/proto-gen/core/v1';
import { mkdir, readdir } from 'node:fs/promises';
import { removeTree } from '@kubets/component';
import { dirname } from 'node:path';
import type { CsiVolumes } from '../csi/csi-volumes';
import { toNumber } from '@kubets/proto-gen/int64';
import type { PodPaths } from '../system/pod-paths';
import { createKeyedTurns } from '../system/keyed-turns';
import type { Mounts } from '../system/mounts';
import { IMAGE_PLUGIN } from './image/image-volume';
import { volumeKindOf } from './registry';
import type { VolumeSources } from './volume-kind';

/** Volumes could not be set up; one message per volume. */
export class VolumeError extends Error {
  constructor(readonly problems: readonly { volume: string; message: string }[]) {
    super(
      problems.map(({ volume, message }) => `MountVolume.SetUp failed for volume "${volume}" : ${message}`).join('; '),
    );
    this.name = 'VolumeError';
  }
}

export interface VolumeManager {
  /** Makes all volumes that containers mount ready; volume name → path on the node. Throws VolumeError. May be repeated. */
  setUp(pod: Pod, sources: VolumeSources): Promise<Map<string, string>>;
  /** Brings the content of volumes that follow objects up to date. Throws VolumeError. */
  refresh(pod: Pod, sources: VolumeSources): Promise<void>;
  /** Has drivers publish the pod's volumes once more. Throws VolumeError. */
  republish(pod: Pod, sources: VolumeSources): Promise<void>;
  /** Unmounts and removes everything of the pod; works from what is on disk, so also for pods nobody remembers. */
  tearDown(podUid: string): Promise<void>;
}

export interface VolumeManagerOptions {
  paths: PodPaths;
  mounts: Mounts;
  csi: Pick<CsiVolumes, 'unpublishAll'>;
  /** Lets go of the image that a volume shows. */
  releaseImage(podUid: string, volume: string): Promise<void>;
}

export function createVolumeManager({ paths, mounts, csi, releaseImage }: VolumeManagerOptions): VolumeManager {
  // A pod's volumes are written by one at a time: its worker and a refresh could meet.
  const inTurn = createKeyedTurns();

  async function setUpOne(pod: Pod, volume: Volume, sources: VolumeSources): Promise<string> {
    const kind = volumeKindOf(volume);
    const directory = paths.volume(pod.metadata?.uid ?? '', kind.plugin, volume.name ?? '');
    await mkdir(dirname(directory), { recursive: true, mode: 0o750 });
    const { fsGroup } = pod.spec?.securityContext ?? {};
    return kind.setUp({
      pod,
      volume,
      directory,
      fsGroup: fsGroup === undefined ? undefined : toNumber(fsGroup),
      places: paths.places,
      sources,
      mounts,
    });
  }

  async function setUpAll(pod: Pod, volumes: readonly Volume[], sources: VolumeSources): Promise<Map<string, string>> {
    const ready = new Map<string, string>();
    const problems: { volume: string; message: string }[] = [];
    await Promise.all(
      volumes.map(async (volume) => {
        try {
          ready.set(volume.name ?? '', await setUpOne(pod, volume, sources));
        } catch (error) {
          problems.push({ volume: volume.name ?? '', message: (error as Error).message });
        }
      }),
    );
    if (problems.length > 0) throw new VolumeError(problems);
    return ready;
  }

  return {
    setUp: (pod, sources) => inTurn(pod.metadata?.uid ?? '', () => setUpAll(pod, mountedVolumes(pod), sources)),

    async refresh(pod, sources) {
      const live = mountedVolumes(pod).filter((volume) => volumeKindOf(volume).live);
      await inTurn(pod.metadata?.uid ?? '', () => setUpAll(pod, live, sources));
    },

    async republish(pod, sources) {
      const ofDrivers = mountedVolumes(pod).filter(
        ({ csi: inline, ephemeral, persistentVolumeClaim }) => inline ?? ephemeral ?? persistentVolumeClaim,
      );
      await inTurn(pod.metadata?.uid ?? '', () => setUpAll(pod, ofDrivers, sources));
    },

    tearDown: (podUid) =>
      inTurn(podUid, async () => {
        const directory = paths.pod(podUid);
        // Drivers take their own away first.
        await csi.unpublishAll(podUid);
        // Nothing may be removed through a mount: behind one lie other people's files.
        await mounts.unmountBelow(directory);
        const ofImages = await readdir(dirname(paths.volume(podUid, IMAGE_PLUGIN, '-'))).catch(() => []);
        for (const volume of ofImages) await releaseImage(podUid, volume);
        await removeTree(directory);
      }),
  };
}

/** Volumes that no container mounts or has as a device are not set up, as in Kubernetes. */
function mountedVolumes(pod: Pod): Volume[] {
  const used = new Set(
    initAndAppContainers(pod).flatMap(({ volumeMounts = [], volumeDevices = [] }) =>
      [...volumeMounts, ...volumeDevices].map(({ name }) => name),
    ),
  );
  return (pod.spec?.volumes ?? []).filter((volume) => used.has(volume.name));
}
