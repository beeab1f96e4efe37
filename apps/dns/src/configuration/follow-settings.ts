import { followFiles, type Clock, type Logger } from '@kubets/component';
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

  async function take(): Promise<boolean> {
    const found = await readNameSettings(flags, logger);
    // Files are touched, and resolv.conf is written anew by every lease, without saying anything else.
    if (JSON.stringify(found) === inForce) return false;
    await apply(found);
    inForce = JSON.stringify(found);
    return true;
  }
  followFiles(files, take, { what: 'Names', signal, logger, clock, intervalMs: INTERVAL_MS });
}
