import { join } from 'node:path';
import { readRegularFile, type Logger } from '@kubets/component';
import type { Container } from '@kubets/proto-gen/core/v1';
import { openInVolume } from './sub-path';

const MOST_BYTES = 1024 * 1024;

/** A file that variables come from. */
export interface EnvFile {
  /** Where it is on the node. */
  path: string;
  /** Undefined when it cannot be read. */
  text?: string;
}

/**
 * The files in volumes that a container's variables come from, by `VOLUME/PATH`. Containers may write to a volume meanwhile: no link
 * leads out of it. Volumes that there are none of have no file.
 */
export async function envFiles(
  container: Container,
  volumes: ReadonlyMap<string, string>,
  logger: Logger,
): Promise<ReadonlyMap<string, EnvFile>> {
  const files = new Map<string, EnvFile>();
  for (const { valueFrom } of container.env ?? []) {
    const { volumeName = '', path = '' } = valueFrom?.fileKeyRef ?? {};
    const volumePath = valueFrom?.fileKeyRef && volumes.get(volumeName);
    if (volumePath === undefined || files.has(`${volumeName}/${path}`)) continue;
    const text = await readInVolume(volumePath, path).catch((err: unknown) => {
      logger.warn({ err, container: container.name, volume: volumeName, path }, 'A file of variables cannot be read');
      return undefined;
    });
    files.set(`${volumeName}/${path}`, { path: join(volumePath, path), ...(text !== undefined && { text }) });
  }
  return files;
}

async function readInVolume(volumePath: string, path: string): Promise<string> {
  const place = await openInVolume(volumePath, path);
  try {
    return await readRegularFile(`/proc/self/fd/${place.fd}`, MOST_BYTES);
  } finally {
    await place.close();
  }
}
