import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CSI_PLUGIN, VOLUME_DATA } from './csi-paths';

/** What has to be known to take a volume away again, whoever remembers its pod. Kubernetes' own form. */
export interface VolumeData {
  driverName: string;
  volumeHandle: string;
  specVolID: string;
  volumeLifecycleMode: 'Persistent' | 'Ephemeral';
  nodeName: string;
  attachmentID?: string;
}

export async function writeVolumeData(directory: string, data: VolumeData): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o750 });
  await writeFile(join(directory, VOLUME_DATA), JSON.stringify(data), { mode: 0o600 });
}

/** Undefined where there is none, or none that was written to its end. */
export async function readVolumeData(directory: string): Promise<VolumeData | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, VOLUME_DATA), 'utf8')) as VolumeData;
  } catch {
    return undefined;
  }
}

export interface PublishedVolume {
  directory: string;
  data: VolumeData;
}

/** The volumes of drivers that a pod has, by what is on disk. */
export async function publishedVolumes(podDirectory: string): Promise<PublishedVolume[]> {
  const root = join(podDirectory, 'volumes', CSI_PLUGIN);
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => ({ directory: join(root, name), data: await readVolumeData(join(root, name)) })),
  );
  return found.filter((one): one is PublishedVolume => one.data !== undefined);
}
