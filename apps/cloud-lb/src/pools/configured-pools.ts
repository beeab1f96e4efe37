import { checkPools, type AddressPool } from './address-pool';
import { parseAddressRange } from './address-range';

export interface PoolSources {
  /** Ranges of the pool "default". */
  loadBalancerPool: readonly string[];
  loadBalancerPoolsFile?: string;
}

/**
 * All pools of the flags and the file; what reads YAML is loaded if there is a file. Rejects when there is no pool or they contradict each
 * other.
 */
export async function configuredPools({
  loadBalancerPool,
  loadBalancerPoolsFile: file,
}: PoolSources): Promise<AddressPool[]> {
  const ofFlag: AddressPool[] =
    loadBalancerPool.length > 0
      ? [{ name: 'default', ranges: loadBalancerPool.map(parseAddressRange), autoAssign: true }]
      : [];
  const ofFile = file ? (await import('./pools-file')).readPoolsFile(file) : [];
  const pools = [...ofFlag, ...ofFile];
  if (pools.length === 0)
    throw new Error('there are no addresses to give; set --load-balancer-pool or --load-balancer-pools-file');
  checkPools(pools);
  return pools;
}
