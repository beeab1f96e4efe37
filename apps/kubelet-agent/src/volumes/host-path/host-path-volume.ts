import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Stats } from 'node:fs';
import { placeOf, placesBelow } from '../../system/node-places';
import type { VolumeKind } from '../volume-kind';

const checks: Record<string, { is: (stats: Stats) => boolean; name: string }> = {
  Directory: { is: (stats) => stats.isDirectory(), name: 'a directory' },
  DirectoryOrCreate: { is: (stats) => stats.isDirectory(), name: 'a directory' },
  File: { is: (stats) => stats.isFile(), name: 'a file' },
  FileOrCreate: { is: (stats) => stats.isFile(), name: 'a file' },
  Socket: { is: (stats) => stats.isSocket(), name: 'a socket file' },
  CharDevice: { is: (stats) => stats.isCharacterDevice(), name: 'a character device' },
  BlockDevice: { is: (stats) => stats.isBlockDevice(), name: 'a block device' },
};

/** A path of the node itself; it is never removed. */
export const hostPathVolume: VolumeKind = {
  plugin: 'kubernetes.io~host-path',
  matches: (volume) => volume.hostPath !== undefined,
  live: false,
  async setUp({ volume, places }) {
    const { path: known = '', type = '' } = volume.hostPath!;
    const place = placeOf(known, places);
    if (place) await mkdir(place.own, { recursive: true, mode: 0o755 });
    const path = place ? join(place.own, place.rest) : known;
    await provide(path, type);
    // What is mounted there needs something to be mounted on, which a volume that is read-only could not be given.
    for (const { own, below } of placesBelow(path, places)) {
      await mkdir(own, { recursive: true, mode: 0o755 });
      await mkdir(join(path, below), { recursive: true, mode: 0o755 });
    }
    return path;
  },
};

async function provide(path: string, type: string): Promise<void> {
  if (type === '') {
    // Made if it is missing, so that the runtime has something to mount.
    if (!(await statOf(path))) await mkdir(path, { recursive: true, mode: 0o755 });
    return;
  }
  const check = checks[type];
  if (!check) throw new Error(`hostPath type check failed: ${path}: unknown type ${JSON.stringify(type)}`);
  if (!(await statOf(path))) await create(path, type);
  const stats = await statOf(path);
  if (!stats || !check.is(stats)) throw new Error(`hostPath type check failed: ${path} is not ${check.name}`);
}

async function create(path: string, type: string): Promise<void> {
  if (type === 'DirectoryOrCreate') await mkdir(path, { recursive: true, mode: 0o755 });
  if (type !== 'FileOrCreate') return;
  if (!(await statOf(dirname(path)))) return;
  await (await open(path, 'a', 0o644)).close();
}

const statOf = (path: string): Promise<Stats | undefined> => stat(path).catch(() => undefined);
