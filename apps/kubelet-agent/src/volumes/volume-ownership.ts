import { chmod, lchown, lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

const FILE_BITS = 0o660;
const READ_ONLY_BITS = 0o440;
const DIRECTORY_BITS = 0o2110;

export interface OwnershipOptions {
  group: number;
  readOnly: boolean;
  /** Leave everything where the root is as it should be. */
  onlyOnMismatch: boolean;
}

/** Gives everything in a volume to the group, which may read it, and write it unless it is read-only. */
export async function setVolumeOwnership(root: string, o: OwnershipOptions): Promise<void> {
  if (o.onlyOnMismatch && (await isRight(root, o))) return;
  await give(root, o);
}

const bitsOf = (isDirectory: boolean, readOnly: boolean): number =>
  (readOnly ? READ_ONLY_BITS : FILE_BITS) | (isDirectory ? DIRECTORY_BITS : 0);

async function isRight(root: string, { group, readOnly }: OwnershipOptions): Promise<boolean> {
  const { gid, mode } = await lstat(root);
  const bits = bitsOf(true, readOnly);
  return gid === group && (mode & bits) === bits;
}

/** What is inside first: the root tells that all was done. Links are given, and not followed. */
async function give(path: string, o: OwnershipOptions): Promise<void> {
  const stats = await lstat(path);
  if (stats.isDirectory()) for await (const entry of await opendir(path)) await give(join(path, entry.name), o);
  await lchown(path, stats.uid, o.group);
  if (!stats.isSymbolicLink()) await chmod(path, (stats.mode & 0o7777) | bitsOf(stats.isDirectory(), o.readOnly));
}
