import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { writeWhole } from '../files/write-whole';
import { identify, isAlive, type ProcessIdentity } from './process-identity';

const holderFile = (layout: ClusterLayout) => join(layout.runDir, 'supervisor.lock');

/** The supervisor that holds the cluster, if one is alive. */
export async function lockHolder(layout: ClusterLayout): Promise<ProcessIdentity | undefined> {
  const text = await readFile(holderFile(layout), 'utf8').catch(() => undefined); // no supervisor ever ran
  const holder = text && (JSON.parse(text) as ProcessIdentity);
  return holder && isAlive(holder) ? holder : undefined;
}

/**
 * Makes this process the cluster's only supervisor for as long as it lives. The lock is a name among the abstract unix
 * sockets: the kernel gives it to one process, and takes it back however that process ends.
 * @throws Error when another one is alive.
 */
export async function acquireLock(layout: ClusterLayout): Promise<void> {
  const server = createServer((connection) => connection.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`a supervisor of ${layout.runDir} is running already`) : error),
    );
    server.listen(`\0kubets-supervisor${layout.runDir}`, resolve);
  });
  server.unref();
  await writeWhole(holderFile(layout), JSON.stringify(identify(process.pid)));
}
