import {
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { checkPayloadPath, type Payload, type PayloadFile } from './payload';

const DATA_LINK = '..data';
const DATA_LINK_NEXT = '..data_tmp';
const READABLE_BY_GROUP = 0o440;
const ENTERABLE_BY_GROUP = 0o2110;

/**
 * Makes the directory show exactly the payload, all of it at once: readers see the old files or the new ones, never a
 * mixture, because what they open goes through one symbolic link that is swapped by a rename. Returns whether anything
 * changed. The directory has to exist.
 */
export async function writeAtomically(
  directory: string,
  payload: Payload,
  o: { fsGroup?: number; now: Date },
): Promise<boolean> {
  for (const path of payload.keys()) checkPayloadPath(path);
  const previous = await readlink(join(directory, DATA_LINK)).catch(() => undefined);
  if (previous !== undefined && (await isCurrent(join(directory, previous), payload, o.fsGroup))) {
    await linkTopLevel(directory, payload);
    return false;
  }
  const version = `..${stamp(o.now)}`;
  const folder = join(directory, version);
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder, o.fsGroup);
  for (const [path, file] of payload) await write(folder, path, file, o.fsGroup);

  await rm(join(directory, DATA_LINK_NEXT), { force: true });
  await symlink(version, join(directory, DATA_LINK_NEXT));
  await rename(join(directory, DATA_LINK_NEXT), join(directory, DATA_LINK));
  await linkTopLevel(directory, payload);
  // Also what a crash between the steps above left behind.
  for (const name of await readdir(directory)) {
    if (name.startsWith('..') && name !== DATA_LINK && name !== version)
      await rm(join(directory, name), { recursive: true, force: true });
  }
  return true;
}

async function write(folder: string, path: string, file: PayloadFile, fsGroup: number | undefined): Promise<void> {
  const parts = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= parts.length; depth++) await makeFolder(join(folder, ...parts.slice(0, depth)), fsGroup);
  const target = join(folder, path);
  await writeFile(target, file.data);
  if (file.uid !== undefined || fsGroup !== undefined) await chown(target, file.uid ?? 0, fsGroup ?? 0);
  // After chown, which clears bits, and apart from writeFile, which the umask would cut.
  await chmod(target, modeOf(file, fsGroup));
}

async function makeFolder(folder: string, fsGroup: number | undefined): Promise<void> {
  const created = await mkdir(folder, { mode: 0o755 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (!created) return;
  if (fsGroup !== undefined) await chown(folder, 0, fsGroup);
  await chmod(folder, fsGroup === undefined ? 0o755 : 0o755 | ENTERABLE_BY_GROUP);
}

function modeOf(file: PayloadFile, fsGroup: number | undefined): number {
  return fsGroup === undefined ? file.mode : file.mode | READABLE_BY_GROUP;
}

async function isCurrent(folder: string, payload: Payload, fsGroup: number | undefined): Promise<boolean> {
  const present = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = present.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  if (files.length !== payload.size) return false;
  for (const [path, file] of payload) {
    const full = join(folder, path);
    const stat = await lstat(full).catch(() => undefined);
    if (!stat?.isFile() || (stat.mode & 0o7777) !== modeOf(file, fsGroup)) return false;
    if (!(await readFile(full)).equals(file.data)) return false;
  }
  return true;
}

/** What users see: a link per top-level name; those of names that are gone go too. */
async function linkTopLevel(directory: string, payload: Payload): Promise<void> {
  const wanted = new Set([...payload.keys()].map((path) => path.split('/')[0]!));
  const present = new Set((await readdir(directory)).filter((name) => !name.startsWith('..')));
  for (const name of wanted) if (!present.has(name)) await symlink(join(DATA_LINK, name), join(directory, name));
  for (const name of present) if (!wanted.has(name)) await rm(join(directory, name), { recursive: true, force: true });
}

function stamp(now: Date): string {
  return `${now.toISOString().replace(/[-:T]/g, '_').replace('Z', '')}_${Math.floor(Math.random() * 1e9)}`;
}
