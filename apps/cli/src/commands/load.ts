import { spawn } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { NodeLayout } from '../cluster/layout';
import { existingCluster } from './existing-cluster';
import { createProgress } from './progress';

/** Where Kubernetes' images are among containerd's. */
const NAMESPACE = 'k8s.io';

/** Puts images into every node's containerd, so that pods have them without a registry. @throws Error naming what could not be read or imported. */
export async function load(
  files: string[],
  { stateDir, docker }: { stateDir: string; docker: string[] },
): Promise<void> {
  if (files.length + docker.length === 0) throw new Error('an archive of images is wanted, or --docker NAME');
  for (const file of files) if (!existsSync(file)) throw new Error(`${file}: no such file; docker save makes one`);
  const { nodes } = await existingCluster(stateDir);
  const progress = createProgress(process.stdout);
  for (const node of nodes) {
    if (!existsSync(node.containerdSocket))
      throw new Error(`${node.name} does not run. Start the cluster with: npx kubets start`);
    for (const file of files)
      await progress.step(`${file} into ${node.name}`, () => importImages(node, createReadStream(file)));
    for (const name of docker) await progress.step(`${name} into ${node.name}`, () => importFromDocker(node, name));
  }
}

async function importFromDocker(node: NodeLayout, name: string): Promise<void> {
  const save = spawn('docker', ['save', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  const saved = endOf(save, `docker save ${name}`);
  await Promise.all([
    saved,
    importImages(node, save.stdout).catch((error: Error) => saved.then(() => Promise.reject(error))),
  ]);
}

async function importImages(node: NodeLayout, archive: Readable): Promise<void> {
  const args = ['--address', node.containerdSocket, '--namespace', NAMESPACE, 'images', 'import', '-'];
  const ctr = spawn('ctr', args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const imported = endOf(ctr, 'ctr images import');
  // One that ends early says why itself.
  await Promise.all([imported, pipeline(archive, ctr.stdin).catch(() => undefined)]);
}

function endOf(child: ReturnType<typeof spawn>, what: string): Promise<void> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${what}: ${error.message}`)));
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${what}: ${stderr.trim() || `exit code ${code}`}`)),
    );
  });
}
