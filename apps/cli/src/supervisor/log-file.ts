import { copyFileSync, mkdirSync, openSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';

const MAX_BYTES = 64 * 1024 * 1024;

export const logFileOf = (layout: ClusterLayout, name: string) => join(layout.logDir, `${name}.log`);

/** Whose logs there are. */
export const loggedNames = (layout: Pick<ClusterLayout, 'logDir'>): string[] =>
  readdirSync(layout.logDir)
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -'.log'.length));

/** Opens a log for appending: what is written after `rotateLog` lands at the file's new end. */
export function openLog(file: string): number {
  mkdirSync(join(file, '..'), { recursive: true });
  return openSync(file, 'a');
}

/** Keeps one older generation of a log that has grown too large, where there is room for it. */
export function rotateLog(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < MAX_BYTES) return;
  try {
    copyFileSync(file, `${file}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    rmSync(`${file}.1`, { force: true });
  }
  truncateSync(file);
}
