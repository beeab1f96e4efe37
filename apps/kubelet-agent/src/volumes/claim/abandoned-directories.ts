import { removeTree, type Clock, type Logger } from '@kubets/component';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const EVERY_MS = 60_000;

export interface ClaimDirectoriesOptions {
  /** Where directories of claims lie, each called as its PersistentVolume. */
  root: string;
  isGone(volume: string): Promise<boolean>;
}

/** Removes the directories whose volumes are gone for good. What cannot be asked about stays. */
export async function removeAbandoned({ root, isGone }: ClaimDirectoriesOptions): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('pvc-')))
    if (await isGone(name)) await removeTree(join(root, name));
}

/** Does so from time to time, until the signal aborts. */
export function keepClaimDirectories(
  o: ClaimDirectoriesOptions & { clock: Clock; logger: Logger; signal: AbortSignal },
): void {
  const run = async (): Promise<void> => {
    while (!o.signal.aborted) {
      await removeAbandoned(o).catch((error: unknown) =>
        o.logger.debug({ err: error }, 'Cannot tell which directories of claims are still in use'),
      );
      await o.clock.sleep(EVERY_MS, o.signal);
    }
  };
  void run().catch(() => undefined);
}
