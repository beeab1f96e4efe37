import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Whose cluster is meant when nobody says: $KUBECONFIG, this machine's cluster, or what kubectl takes. */
export function defaultKubeconfig(stateDir: string): string {
  const ofCluster = join(stateDir, 'kubeconfig');
  return process.env['KUBECONFIG'] || (existsSync(ofCluster) ? ofCluster : join(homedir(), '.kube/config'));
}
