import { spawn } from 'node:child_process';
import { existingCluster } from './existing-cluster';
import { matchingKubectl } from './matching-kubectl';

/** Runs the kubectl that matches for this cluster, and ends as it ends. @throws Error when there is none. */
export async function kubectl(args: string[], { stateDir }: { stateDir: string }): Promise<void> {
  const layout = await existingCluster(stateDir);
  const found = await matchingKubectl();
  if (!found) throw new Error('there is no kubectl on this machine. Debian has one: apt-get install kubernetes-client');
  const child = spawn(found.path, args, { stdio: 'inherit', env: { ...process.env, KUBECONFIG: layout.kubeconfig } });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) =>
    child.once('error', reject).once('exit', (code) => resolve(code ?? 1)),
  );
}
