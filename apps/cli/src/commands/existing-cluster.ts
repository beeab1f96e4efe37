import { layoutOf, type ClusterLayout } from '../cluster/layout';
import { loadOptions } from '../cluster/options';
import { knownClusters } from '../setup/known-clusters.mjs';

/** The layout of the cluster in a state directory. @throws Error that says which clusters there are when there is none. */
export async function existingCluster(stateDir: string): Promise<ClusterLayout> {
  const options = await loadOptions(stateDir);
  if (options) return layoutOf(options);
  const others = knownClusters().map((cluster) => `--name ${cluster.name}`);
  throw new Error(
    `There is no cluster in ${stateDir}. ${others.length > 0 ? `There is: ${others.join(', ')}` : 'Make one with: npx kubets start'}`,
  );
}
