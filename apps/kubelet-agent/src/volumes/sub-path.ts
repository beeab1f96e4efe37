import { constants } from 'node:fs';
import { chmod, mkdir, open, realpath, rm, rmdir, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Mounts } from '../system/mounts';

// Node.js does not name it: open something only as a place, without reading.
const OPEN_PATH_ONLY = 0o10000000;

/**
 * Binds a path inside a volume to `target` and returns target. Containers may write to the volume meanwhile: the path
 * is walked one component at a time, by descriptor and without following links, so it can't be led out of the volume.
 * A path that is missing is made a directory, unless `missing` says that it must not be, and why. Throws Error when it leaves
 * the volume.
 */
export async function bindSubPath(
  volumePath: string,
  subPath: string,
  target: string,
  { mounts, missing }: { mounts: Mounts; missing?: string },
): Promise<string> {
  if (subPath.startsWith('/') || subPath.split('/').includes('..'))
    throw new Error(`subPath ${JSON.stringify(subPath)} must be relative and must not contain '..'`);
  const root = await realpath(volumePath);
  if (!(await exists(join(root, subPath)))) {
    if (missing !== undefined) throw new Error(missing);
    await createMissing(root, subPath);
  }
  const handle = await openInVolume(root, subPath);
  try {
    if (await mounts.isMounted(target)) await mounts.unmountBelow(target);
    await prepareTarget(target, (await handle.stat()).isDirectory());
    await mounts.bindDescriptor(handle.fd, target);
    return target;
  } finally {
    await handle.close();
  }
}

/** Opens, as a place and not to be read, where a path inside a volume leads. Throws Error when that is outside of it. */
export async function openInVolume(volumePath: string, path: string): Promise<FileHandle> {
  const root = await realpath(volumePath);
  // Links inside the volume are allowed (..data is one), as long as they stay in it.
  const inside = relative(root, await realpath(join(root, path)));
  if (inside === '..' || inside.startsWith('../'))
    throw new Error(`subPath ${JSON.stringify(path)} not within volume path ${root}`);
  return openBeneath(root, inside);
}

async function openBeneath(root: string, path: string): Promise<FileHandle> {
  let current = await open(root, OPEN_PATH_ONLY | constants.O_DIRECTORY);
  for (const component of path.split('/').filter(Boolean)) {
    const next = await open(`/proc/self/fd/${current.fd}/${component}`, OPEN_PATH_ONLY | constants.O_NOFOLLOW).finally(
      () => current.close(),
    );
    if ((await next.stat()).isSymbolicLink()) {
      await next.close();
      throw new Error(`subPath component ${JSON.stringify(component)} became a symbolic link`);
    }
    current = next;
  }
  return current;
}

/** Makes what is missing, with the mode of the volume, below descriptors too: a link on the way is an error, not a way out. */
async function createMissing(root: string, subPath: string): Promise<void> {
  const mode = (await stat(root)).mode & 0o7777;
  let current = await open(root, OPEN_PATH_ONLY | constants.O_DIRECTORY);
  try {
    for (const component of subPath.split('/').filter((part) => part !== '' && part !== '.')) {
      const path = `/proc/self/fd/${current.fd}/${component}`;
      const isMade = await mkdir(path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          throw error;
        },
      );
      const next = await open(path, OPEN_PATH_ONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY);
      // Apart from mkdir, which the umask would cut.
      if (isMade) await chmod(`/proc/self/fd/${next.fd}`, mode);
      await current.close();
      current = next;
    }
  } finally {
    await current.close();
  }
}

const exists = (path: string): Promise<boolean> =>
  realpath(path).then(
    () => true,
    () => false,
  );

async function prepareTarget(target: string, directory: boolean): Promise<void> {
  const present = await stat(target).catch(() => undefined);
  // Left by an earlier try, when the path was something else.
  if (present && present.isDirectory() !== directory) await (present.isDirectory() ? rmdir(target) : rm(target));
  await mkdir(directory ? target : dirname(target), { recursive: true, mode: 0o750 });
  if (!directory) await writeFile(target, '', { flag: 'a' });
}
