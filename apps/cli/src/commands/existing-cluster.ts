import { layoutOf, type ClusterLayout } from '../cluster/layout';
import { loadOptions } from '../cluster/options';
import { knownClusters } from '../setup/known-clusters.mjs';

/** The layout of the cluster in a state directory. @throws Error that says which clusters there are when there is none. */
export async function existingCluster(stateDir: string): Promise<ClusterLayout> {
  const options = await loadOptions(stateDir);
  if (options) return layoutOf(options);
  throw new Error(`${noClusterIn(stateDir)} ${otherClusters() || 'Make one with: npx kubets start'}`);
}

export const noClusterIn = (stateDir: string): string => `There is no cluster in ${stateDir}.`;

/** Which there are on this machine; empty where there is none. */
export function otherClusters(): string {
  const others = knownClusters().map((cluster) => `--name ${cluster.name}`);
  return others.length > 0 ? `There is: ${others.join(', ')}` : '';
}
