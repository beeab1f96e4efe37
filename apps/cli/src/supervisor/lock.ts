import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { identify, isAlive, type ProcessIdentity } from './process-identity';

const lockFile = (layout: ClusterLayout) => join(layout.runDir, 'supervisor.lock');

/** The supervisor that holds the cluster, if one is alive. */
export async function lockHolder(layout: ClusterLayout): Promise<ProcessIdentity | undefined> {
  const text = await readFile(lockFile(layout), 'utf8').catch(() => undefined); // no supervisor ever ran
  const holder = text && (JSON.parse(text) as ProcessIdentity);
  return holder && isAlive(holder) ? holder : undefined;
}

/** Makes this process the cluster's only supervisor. @throws Error when another one is alive. */
export async function acquireLock(layout: ClusterLayout): Promise<void> {
  const own = `${lockFile(layout)}.${process.pid}`;
  await writeFile(own, JSON.stringify(identify(process.pid)));
  try {
    for (;;) {
      // A hard link appears whole or not at all: nobody reads half a lock.
      const taken = await link(own, lockFile(layout)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          throw error;
        },
      );
      if (taken) return;
      const holder = await lockHolder(layout);
      if (holder) throw new Error(`a supervisor is running already, pid ${holder.pid}`);
      await rm(lockFile(layout), { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}
