import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NodeLayout } from '../cluster/layout';

/** Where Kubernetes' images are among containerd's. */
const IMAGE_NAMESPACE = 'k8s.io';

/** The flags by which containerd's client finds the images of a node. */
export const nodeImageFlags = (node: Pick<NodeLayout, 'containerdSocket'>): string[] => [
  '--address',
  node.containerdSocket,
  '--namespace',
  IMAGE_NAMESPACE,
];

/**
 * Puts the images of an archive, as `docker save` and other tools write it, into a node's containerd. What the signal aborts leaves no
 * process. @throws Error with what containerd's client said
 */
export async function importImages(
  node: Pick<NodeLayout, 'containerdSocket'>,
  archive: Readable,
  signal?: AbortSignal,
): Promise<void> {
  const ctr = spawn('ctr', [...nodeImageFlags(node), 'images', 'import', '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
    killSignal: 'SIGKILL',
    ...(signal && { signal }),
  });
  const imported = endOf(ctr, 'ctr images import');
  // One that ends early says why itself.
  await Promise.all([imported, pipeline(archive, ctr.stdin).catch(() => undefined)]);
}

/** Resolves when a process has ended well. @throws Error with what it said on standard error, if that is piped */
export function endOf(child: ChildProcess, what: string): Promise<void> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${what}: ${error.message}`)));
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${what}: ${stderr.trim() || `exit code ${code}`}`)),
    );
  });
}
