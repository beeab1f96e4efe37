import type { Clock, Logger } from '@kubets/component';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ContainerRuntime } from '../runtimes/runtime';

export interface LogRotationOptions {
  runtime: ContainerRuntime;
  maxBytes: number;
  /** The one being written included. */
  maxFiles: number;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

const INTERVAL_MS = 10_000;

/** Rotates the logs of running containers that have grown too large, until the signal aborts. */
export async function runLogRotation(o: LogRotationOptions): Promise<void> {
  while (!o.signal.aborted) {
    await o.clock.sleep(INTERVAL_MS, o.signal);
    if (o.signal.aborted) return;
    const pods = await o.runtime.listPods().catch(() => []);
    for (const { id, state, logPath } of pods.flatMap(({ containers }) => containers)) {
      if (state !== 'running' || !logPath) continue;
      const size = await stat(logPath).then(
        (stats) => stats.size,
        () => 0,
      );
      if (size < o.maxBytes) continue;
      await rotateLog(logPath, o.maxFiles, o.clock.now(), () => o.runtime.reopenLog(id)).catch((err: unknown) =>
        o.logger.warn({ err, logPath }, 'Container log cannot be rotated'),
      );
    }
  }
}

/**
 * Moves the log aside and lets the runtime begin a new one. The newest rotated file stays readable as it is, because
 * readers may be in the middle of it; older ones are compressed, the oldest removed.
 */
export async function rotateLog(path: string, maxFiles: number, now: Date, reopen: () => Promise<void>): Promise<void> {
  const directory = dirname(path);
  const prefix = `${basename(path)}.`;
  const rotated = (await readdir(directory)).filter((name) => name.startsWith(prefix) && !name.endsWith('.tmp')).sort();
  // One place is for the log in use, one for what is about to be rotated.
  const surplus = rotated.splice(0, Math.max(0, rotated.length - (maxFiles - 2)));
  for (const name of surplus) await rm(join(directory, name), { force: true });
  for (const name of rotated) if (!name.endsWith('.gz')) await compress(join(directory, name));

  const moved = `${path}.${now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}`;
  await rename(path, moved);
  try {
    await reopen();
  } catch (error) {
    // Without a new file the runtime goes on writing to the old one, which has to be found under its name.
    await rename(moved, path);
    throw error;
  }
}

async function compress(path: string): Promise<void> {
  const unfinished = `${path}.tmp`;
  await pipeline(createReadStream(path), createGzip(), createWriteStream(unfinished));
  await rename(unfinished, `${path}.gz`);
  await rm(path, { force: true });
}
