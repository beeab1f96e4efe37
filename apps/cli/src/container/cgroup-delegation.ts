import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes control groups possible below the container's own. Version 2 hands controllers down only from a group without
 * processes, so everything that runs moves one level deeper; version 1 needs nothing.
 */
export async function delegateCgroups(root = '/sys/fs/cgroup'): Promise<void> {
  const controllersFile = join(root, 'cgroup.controllers');
  if (!existsSync(controllersFile)) return;
  await mkdir(join(root, 'init'), { recursive: true });
  const pids = words(await readFile(join(root, 'cgroup.procs'), 'utf8'));
  for (const pid of pids) {
    await writeFile(join(root, 'init/cgroup.procs'), pid).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ESRCH') throw error; // ended meanwhile
    });
  }
  const controllers = words(await readFile(controllersFile, 'utf8'));
  await writeFile(join(root, 'cgroup.subtree_control'), controllers.map((controller) => `+${controller}`).join(' '));
}

const words = (text: string) => text.split(/\s+/).filter(Boolean);
