import { attachmentName, uniqueVolumeName } from '@kubets/api';
import type { Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { CSIDriverSpec } from '@kubets/proto-gen/storage/v1';
import { mkdir, readdir, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorFields } from '../system/error-fields';
import { createKeyedTurns } from '../system/keyed-turns';
import type { PodPaths } from '../system/pod-paths';
import { Capability, type CsiDriver } from './csi-driver';
import type { CsiCluster } from './csi-cluster';
import type { CsiDrivers } from './csi-drivers';
import { CSI_PLUGIN, stagingDirectory, VOLUME_DATA } from './csi-paths';
import { publishedVolumes, readVolumeData, writeVolumeData, type VolumeData } from './volume-data';
import { podContext, volumeCapability, type CsiVolume } from './volume-request';

/** Tokens of the pod, as a driver asks for them. */
export type DriverTokens = (requests: NonNullable<CSIDriverSpec['tokenRequests']>) => Promise<string | undefined>;

export interface PublishOptions {
  pod: Pod;
  volume: CsiVolume;
  fsGroup?: number;
  tokens: DriverTokens;
}

export interface PublishedDirectory {
  path: string;
  /** The group has to be given the content by us: the driver does not. */
  givesGroup: boolean;
}

/** Volumes of CSI drivers: staged once for the node, published for each pod. */
export interface CsiVolumes {
  publish(o: PublishOptions): Promise<PublishedDirectory>;
  /** Has the driver make the file system of a pod's volume so large; false where the driver has nothing to do for it. */
  expand(podUid: string, volume: CsiVolume, sizeBytes: number): Promise<boolean>;
  /** Takes everything of a pod away, by what is on disk; rejects while a driver cannot. */
  unpublishAll(podUid: string): Promise<void>;
  /** Whether a driver wants to be asked again and again for a volume of the pod. */
  wantsRepublish(podUid: string): Promise<boolean>;
  /** As the cluster calls the volumes that must not be detached. */
  inUse(): Promise<string[]>;
}

export interface CsiVolumesOptions {
  rootDir: string;
  paths: PodPaths;
  nodeName: string;
  drivers: CsiDrivers;
  cluster: CsiCluster;
  /** Other volumes are in use now. */
  onChange(): void;
  logger: Logger;
}

export function createCsiVolumes(o: CsiVolumesOptions): CsiVolumes {
  const { rootDir, paths, nodeName, drivers, cluster, onChange, logger } = o;
  // What one pod publishes another may be about to unstage.
  const inTurn = createKeyedTurns();
  const turnOf = <T>({ driverName, volumeHandle }: VolumeData, work: () => Promise<T>): Promise<T> =>
    inTurn(`${driverName}/${volumeHandle}`, work);

  async function stage(driver: CsiDriver, volume: CsiVolume, how: StageOptions): Promise<string> {
    const directory = stagingDirectory(rootDir, volume.driver, volume.handle);
    const target = join(directory, 'globalmount');
    await writeVolumeData(directory, how.data);
    await mkdir(target, { recursive: true, mode: 0o750 });
    await driver.stage({
      volumeId: volume.handle,
      publishContext: how.publishContext,
      stagingTargetPath: target,
      volumeCapability: how.capability,
      secrets: await cluster.secret(volume.stageSecret),
      volumeContext: { ...volume.attributes },
    });
    return target;
  }

  async function publish({ pod, volume, fsGroup, tokens }: PublishOptions): Promise<PublishedDirectory> {
    const driver = drivers.get(volume.driver);
    const spec = await cluster.driver(volume.driver);
    assertLifecycle(volume, spec);
    const isPersistent = volume.lifecycle === 'Persistent';
    const attachment = attachmentName(volume.handle, volume.driver, nodeName);
    const isAttached = isPersistent && spec.attachRequired !== false;
    const publishContext = isAttached ? await cluster.attached(attachment, volume.handle) : {};
    const delegates = !volume.block && fsGroup !== undefined && (await driver.can(Capability.VOLUME_MOUNT_GROUP));
    const capability = volumeCapability(volume, {
      knowsWriters: isPersistent && (await driver.can(Capability.SINGLE_NODE_MULTI_WRITER)),
      ...(delegates && { group: fsGroup }),
    });
    const directory = paths.volume(pod.metadata?.uid ?? '', CSI_PLUGIN, volume.name);
    const data: VolumeData = {
      driverName: volume.driver,
      volumeHandle: volume.handle,
      specVolID: volume.name,
      volumeLifecycleMode: volume.lifecycle,
      nodeName,
      ...(isAttached && { attachmentID: attachment }),
    };
    return turnOf(data, async () => {
      // Before anything is made, so that it is taken away whatever happens now.
      await writeVolumeData(directory, data);
      onChange();
      const stages = isPersistent && (await driver.can(Capability.STAGE_UNSTAGE_VOLUME));
      const staging = stages ? await stage(driver, volume, { data, publishContext, capability }) : '';
      const target = join(directory, 'mount');
      const secrets = await cluster.secret(volume.publishSecret);
      const given = spec.tokenRequests?.length ? await tokens(spec.tokenRequests) : undefined;
      const token: Record<string, string> =
        given === undefined ? {} : { 'csi.storage.k8s.io/serviceAccount.tokens': given };
      await driver.publish({
        volumeId: volume.handle,
        publishContext,
        stagingTargetPath: staging,
        targetPath: target,
        volumeCapability: capability,
        readonly: volume.readOnly,
        secrets: { ...secrets, ...(spec.serviceAccountTokenInSecrets && token) },
        volumeContext: {
          ...volume.attributes,
          ...(spec.podInfoOnMount && podContext(pod, volume)),
          ...(!spec.serviceAccountTokenInSecrets && token),
        },
      });
      return { path: target, givesGroup: !delegates && givesGroup(volume, spec) };
    });
  }

  async function unpublish(podUid: string, directory: string, data: VolumeData): Promise<void> {
    await turnOf(data, async () => {
      const driver = drivers.get(data.driverName);
      const target = join(directory, 'mount');
      await driver.unpublish(data.volumeHandle, target);
      // What is known of it goes last: until then all of this is tried again.
      if (!(await isPublishedElsewhere(directory, data))) await unstage(data);
      await removeDirectory(directory, target);
      onChange();
    }).catch((error: unknown) => {
      logger.warn({ ...errorFields(error), uid: podUid, volume: data.volumeHandle }, 'Volume cannot be unpublished');
      throw error;
    });
  }

  async function isPublishedElsewhere(here: string, { driverName, volumeHandle }: VolumeData): Promise<boolean> {
    for (const uid of await readdir(paths.pods).catch(() => []))
      for (const { directory, data } of await publishedVolumes(paths.pod(uid)))
        if (directory !== here && data.driverName === driverName && data.volumeHandle === volumeHandle) return true;
    return false;
  }

  async function unstage({ driverName, volumeHandle }: VolumeData): Promise<void> {
    const directory = stagingDirectory(rootDir, driverName, volumeHandle);
    if (!(await readVolumeData(directory))) return;
    const target = join(directory, 'globalmount');
    await drivers.get(driverName).unstage(volumeHandle, target);
    await removeDirectory(directory, target);
    onChange();
  }

  return {
    publish,
    async expand(podUid, volume, sizeBytes) {
      const directory = paths.volume(podUid, CSI_PLUGIN, volume.name);
      const data = await readVolumeData(directory);
      const driver = drivers.get(volume.driver);
      if (!data || !(await driver.can(Capability.EXPAND_VOLUME))) return false;
      const staging = stagingDirectory(rootDir, volume.driver, volume.handle);
      const isStaged = (await readVolumeData(staging)) !== undefined;
      await turnOf(data, () =>
        driver.expand({
          volumeId: volume.handle,
          volumePath: join(directory, 'mount'),
          capacityRange: { requiredBytes: sizeBytes },
          stagingTargetPath: isStaged ? join(staging, 'globalmount') : '',
          volumeCapability: volumeCapability(volume, { knowsWriters: false }),
        }),
      );
      return true;
    },
    async unpublishAll(podUid) {
      for (const { directory, data } of await publishedVolumes(paths.pod(podUid)))
        await unpublish(podUid, directory, data);
    },
    async wantsRepublish(podUid) {
      for (const { data } of await publishedVolumes(paths.pod(podUid)))
        if ((await cluster.driver(data.driverName)).requiresRepublish) return true;
      return false;
    },
    async inUse() {
      const found = new Set<string>();
      const add = ({ driverName, volumeHandle }: VolumeData): void =>
        void found.add(uniqueVolumeName(driverName, volumeHandle));
      for (const uid of await readdir(paths.pods).catch(() => []))
        for (const { data } of await publishedVolumes(paths.pod(uid)))
          if (data.volumeLifecycleMode === 'Persistent') add(data);
      const root = dirname(dirname(stagingDirectory(rootDir, 'any', 'any')));
      for (const driver of await readdir(root).catch(() => []))
        for (const name of await readdir(join(root, driver)).catch(() => [])) {
          const data = await readVolumeData(join(root, driver, name));
          if (data) add(data);
        }
      return [...found].sort();
    },
  };
}

/** Never by force: where a driver has left something mounted lies what is to be kept. */
async function removeDirectory(directory: string, target: string): Promise<void> {
  const missing = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'ENOENT') throw error;
  };
  // A device is published as a file.
  await rmdir(target)
    .catch((error: NodeJS.ErrnoException) => (error.code === 'ENOTDIR' ? unlink(target) : Promise.reject(error)))
    .catch(missing);
  await unlink(join(directory, VOLUME_DATA)).catch(missing);
  await rmdir(directory).catch(missing);
}

interface StageOptions {
  data: VolumeData;
  publishContext: Record<string, string>;
  capability: ReturnType<typeof volumeCapability>;
}

function assertLifecycle({ driver, lifecycle }: CsiVolume, { volumeLifecycleModes }: CSIDriverSpec): void {
  const modes = volumeLifecycleModes ?? ['Persistent'];
  if (!modes.includes(lifecycle))
    throw new Error(
      `volume mode "${lifecycle}" not supported by driver ${driver} (only supports ${JSON.stringify(modes)})`,
    );
}

/** Whether the content is to be given to the pod's group by whoever mounts it. */
function givesGroup(
  { block, fsType, accessModes }: CsiVolume,
  { fsGroupPolicy = 'ReadWriteOnceWithFSType' }: CSIDriverSpec,
): boolean {
  if (block) return false;
  if (fsGroupPolicy === 'ReadWriteOnceWithFSType') return Boolean(fsType) && accessModes.includes('ReadWriteOnce');
  return fsGroupPolicy === 'File';
}
