import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const UNITS = { bytes: '--block-size=1', inodes: '--inodes' };

export type DiskUnit = 'bytes' | 'inodes';

/**
 * Bytes on disk below each directory, or files and directories, without following links or leaving its file system. du, as it walks trees of any depth,
 * and in a process of its own. Directories it could not walk in time, or that are gone, are missing.
 */
export function diskUse(directories: readonly string[], unit: DiskUnit = 'bytes'): Promise<Map<string, number>> {
  if (directories.length === 0) return Promise.resolve(new Map());
  return new Promise((resolve) => {
    // Files that vanish meanwhile make it fail in the end; what it printed counts.
    execFile(
      'nice',
      ['-n', '10', 'du', '--summarize', '--one-file-system', UNITS[unit], '--null', '--', ...directories],
      { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES },
      (_, stdout) => {
        const entries = stdout.split('\0').map((line) => /^(\d+)\t(.*)$/s.exec(line));
        resolve(new Map(entries.filter((match) => match !== null).map(([, used, path]) => [path!, Number(used)])));
      },
    );
  });
}

/** Where each container's writable layer lies, by container ID; those that are mounted otherwise than by overlayfs are missing. */
export async function writableLayers(): Promise<Map<string, string>> {
  return parseWritableLayers(await readFile('/proc/self/mountinfo', 'utf8'));
}

/** containerd mounts a container's root at `…/CONTAINER-ID/rootfs`. */
export function parseWritableLayers(mountinfo: string): Map<string, string> {
  const layers = new Map<string, string>();
  for (const line of mountinfo.split('\n')) {
    const [, id] = /^(?:\S+ ){4}\S*\/([0-9a-f]{64})\/rootfs /.exec(line) ?? [];
    const [, upper] = /[ ,]upperdir=([^,\s]+)/.exec(line) ?? [];
    if (id && upper) layers.set(id, upper);
  }
  return layers;
}
