import { createWakeLoop, readRegularFile, type Clock, type Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFields } from '../system/error-fields';

export interface StaticFolderOptions {
  /** A folder of manifests, or one file. */
  path: string;
  nodeName: string;
  /** Hears of all pods that the folder describes, whenever it was looked at. */
  onPods(pods: readonly Pod[]): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

// As Kubernetes looks; the kernel tells of most changes before.
const INTERVAL_MS = 20_000;
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_FILES = 1000;

/** Follows the pods that the node has from files of its own. A file that cannot be read or is no pod is told of once, and has none. */
export async function followStaticFolder(o: StaticFolderOptions): Promise<void> {
  const { staticPod } = await import('./static-pod');
  let watcher: FSWatcher | undefined;
  const told = new Map<string, string>();

  async function podIn(path: string): Promise<Pod | undefined> {
    try {
      const pod = staticPod(await readRegularFile(path, MOST_BYTES), { path, nodeName: o.nodeName });
      told.delete(path);
      return pod;
    } catch (err) {
      const { message } = err as Error;
      if (told.get(path) !== message)
        o.logger.warn({ ...errorFields(err), path }, 'No static pod can be read from a file');
      told.set(path, message);
      return undefined;
    }
  }

  const loop = createWakeLoop({
    async turn() {
      watcher ??= watchFolder(o.path, () => loop.wake(WATCH_PAUSE_MS));
      const pods: Pod[] = [];
      for (const path of await manifestsIn(o.path)) {
        const pod = await podIn(path);
        if (pod) pods.push(pod);
      }
      o.onPods(pods);
      return { againAfterMs: INTERVAL_MS };
    },
    retry: { initialMs: 1000, maxMs: INTERVAL_MS, wakeable: true },
    onError: (err) => o.logger.warn({ ...errorFields(err), path: o.path }, 'The folder of static pods cannot be read'),
    clock: o.clock,
  });
  o.signal.addEventListener('abort', () => watcher?.close(), { once: true });
  loop.wake();
  await loop.run(o.signal);
}

/** Writers take a moment to be done with a file. */
const WATCH_PAUSE_MS = 100;

function watchFolder(path: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, onChange);
    // Where the kernel cannot tell, the next look finds what has changed.
    watcher.on('error', () => undefined);
    return watcher;
  } catch {
    return undefined;
  }
}

/** In order of their names; hidden files are somebody's who is not done. None where the folder does not exist. */
async function manifestsIn(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return [];
  if (found.isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(path, name))
    .sort()
    .slice(0, MOST_FILES);
}
