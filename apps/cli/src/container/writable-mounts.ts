import { readFile } from 'node:fs/promises';
import { run, runIfPossible } from '../network/run';

/** What a node changes; an engine shows it read-only to containers that are not called privileged, whatever their rights. */
const NEEDED = ['/proc/sys', '/sys/fs/cgroup'];

/** The read-only mounts among `mountinfo` (proc(5)) at and below the paths, parents first. */
export function readOnlyMounts(mountinfo: string, paths: readonly string[]): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [, , , , point = '', options = ''] = line.split(' ');
    const wanted = paths.some((path) => point === path || point.startsWith(`${path}/`));
    return wanted && options.split(',').includes('ro') ? [point] : [];
  });
}

/** Makes writable what a node has to write to. */
export async function makeMountsWritable(): Promise<void> {
  for (const point of readOnlyMounts(await readFile('/proc/self/mountinfo', 'utf8'), NEEDED)) {
    // A bind mount has a flag of its own; where the file system itself is read-only that is not enough.
    await run('mount', '-o', 'remount,bind,rw', point);
    await runIfPossible('mount', '-o', 'remount,rw', point);
  }
}
