import { watchFiles, type Clock, type Logger } from '@kubets/component';
import { readNameSettings, type NameFlags, type NameSettings } from './name-settings';

export interface FollowOptions {
  flags: NameFlags;
  /** What is in force. */
  settings: NameSettings;
  apply(settings: NameSettings): Promise<void>;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

const INTERVAL_MS = 1000;

/** Applies what the files say whenever it changes, one change after the other. A file that is not right leaves all as it was. */
export function followSettings({ flags, settings, apply, clock, logger, signal }: FollowOptions): void {
  const files = [flags.resolvConf, ...(flags.namesFile === undefined ? [] : [flags.namesFile])];
  let inForce = JSON.stringify(settings);
  let applied = Promise.resolve();

  async function reload(): Promise<void> {
    try {
      const found = readNameSettings(flags, logger);
      // Files are touched, and resolv.conf is written anew by every lease, without saying anything else.
      if (JSON.stringify(found) === inForce) return;
      await apply(found);
      inForce = JSON.stringify(found);
      logger.info({ files }, 'Configured anew');
    } catch (err) {
      logger.error({ err, files }, 'Cannot be configured anew, all stays as it was');
    }
  }

  watchFiles(files, () => void (applied = applied.then(reload)), { signal, clock, intervalMs: INTERVAL_MS });
}
