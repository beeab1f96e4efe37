import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Stats } from 'node:fs';
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
  async setUp({ volume }) {
    const { path = '', type = '' } = volume.hostPath!;
    if (type === '') {
      // Made if it is missing, so that the runtime has something to mount.
      if (!(await statOf(path))) await mkdir(path, { recursive: true, mode: 0o755 });
      return path;
    }
    const check = checks[type];
    if (!check) throw new Error(`hostPath type check failed: ${path}: unknown type ${JSON.stringify(type)}`);
    if (!(await statOf(path))) await create(path, type);
    const stats = await statOf(path);
    if (!stats || !check.is(stats)) throw new Error(`hostPath type check failed: ${path} is not ${check.name}`);
    return path;
  },
};

async function create(path: string, type: string): Promise<void> {
  if (type === 'DirectoryOrCreate') await mkdir(path, { recursive: true, mode: 0o755 });
  if (type !== 'FileOrCreate') return;
  if (!(await statOf(dirname(path)))) return;
  await (await open(path, 'a', 0o644)).close();
}

const statOf = (path: string): Promise<Stats | undefined> => stat(path).catch(() => undefined);
