import { statSync } from 'node:fs';
import { realClock, type Clock } from './clock';

/**
 * Calls back when any of the files changes, until the signal aborts. Polls, because certificates and tokens are
 * usually replaced through renames and symbolic links that inotify loses sight of.
 */
export function watchFiles(
  paths: readonly string[],
  onChange: () => void,
  o: { signal: AbortSignal; intervalMs?: number; clock?: Clock },
): void {
  const { signal, intervalMs = 10_000, clock = realClock } = o;
  let seen = paths.map(fingerprint).join();
  const poll = async () => {
    while (!signal.aborted) {
      await clock.sleep(intervalMs, signal);
      const now = paths.map(fingerprint).join();
      if (now === seen || signal.aborted) continue;
      seen = now;
      onChange();
    }
  };
  void poll();
}

function fingerprint(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.mtimeMs}:${stat.size}` : '';
}
