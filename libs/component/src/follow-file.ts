import { statSync } from 'node:fs';
import { realClock, type Clock } from './clock';
import type { Logger } from './logger';

export interface FollowOptions {
  /** What the files say, for the log: 'Authentication'. */
  what: string;
  signal: AbortSignal;
  /** Nothing is logged where absent. */
  logger?: Logger | undefined;
  clock?: Clock | undefined;
  /** Between two looks. */
  intervalMs?: number;
}

/**
 * Calls `take` whenever one of the files is another than when it was looked at last, until the signal aborts; to be called before
 * the files are read for the first time, or right after. If it returns false, they say the same as before. What `take` throws says that the files cannot be used: the caller keeps
 * what it has, and the files are taken as soon as they are others again, so one that is half written or gone for a while does no
 * harm. It is not called again before it has ended.
 *
 * Looks at them from time to time, because certificates and configurations are usually replaced through renames and symbolic links
 * (as in a mounted ConfigMap) that inotify loses sight of.
 */
export function followFiles(
  files: readonly string[],
  take: () => unknown,
  { what, signal, logger, clock = realClock, intervalMs = 10_000 }: FollowOptions,
): void {
  const look = () => files.map(fingerprint).join();
  let seen = look();
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      await clock.sleep(intervalMs, signal);
      const now = look();
      if (now === seen || signal.aborted) continue;
      // Looked at before it is read: what changes meanwhile is seen the next time.
      seen = now;
      try {
        if ((await take()) !== false) logger?.info({ what, files }, 'Files have changed and are in use');
      } catch (error) {
        const { message } = error as Error;
        logger?.error({ what, files, error: message }, 'Files have changed and cannot be used, all stays as it was');
      }
    }
  };
  void follow();
}

/** Of the file that a path leads to, through all symbolic links; of none the empty text. */
function fingerprint(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch {
    return '';
  }
}
