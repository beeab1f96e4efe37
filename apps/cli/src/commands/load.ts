import { spawn } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import type { NodeLayout } from '../cluster/layout';
import { endOf, importImages } from '../images/import-images';
import { isThere } from '../setup/programs.mjs';
import { existingCluster } from './existing-cluster';
import { createNarration, printJson } from './narration';

/** Puts images into every node's containerd, so that pods have them without a registry. @throws Error naming what could not be read or imported. */
export async function load(
  files: string[],
  { stateDir, docker, output }: { stateDir: string; docker: string[]; output?: string },
): Promise<void> {
  if (files.length + docker.length === 0) throw new Error('an archive of images is wanted, or --docker NAME');
  if (docker.length > 0 && !isThere('docker'))
    throw new Error(
      'there is no docker on this machine. Where there is: docker save, and then npx kubets load FILE.tar',
    );
  for (const file of files) if (!existsSync(file)) throw new Error(`${file}: no such file; docker save makes one`);
  const { nodes } = await existingCluster(stateDir);
  const narration = createNarration(output);
  for (const node of nodes) {
    if (!existsSync(node.containerdSocket))
      throw new Error(`${node.name} does not run. Start the cluster with: npx kubets start`);
    for (const file of files)
      await narration.step(`${file} into ${node.name}`, () => importImages(node, createReadStream(file)));
    for (const name of docker) await narration.step(`${name} into ${node.name}`, () => importFromDocker(node, name));
  }
  if (output === 'json') printJson({ loaded: [...files, ...docker], nodes: nodes.map(({ name }) => name) });
}

async function importFromDocker(node: NodeLayout, name: string): Promise<void> {
  const save = spawn('docker', ['save', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  const saved = endOf(save, `docker save ${name}`);
  await Promise.all([
    saved,
    importImages(node, save.stdout).catch((error: Error) => saved.then(() => Promise.reject(error))),
  ]);
}
