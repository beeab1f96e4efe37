import { checkPools, type AddressPool } from './address-pool';
import { parseAddressRange } from './address-range';
import { readPoolsFile } from './pools-file';

export interface PoolSources {
  /** Ranges of the pool "default". */
  loadBalancerPool: readonly string[];
  loadBalancerPoolsFile?: string;
}

/** All pools of the flags and the file. Throws an Error when there is none or they contradict each other. */
export function configuredPools({ loadBalancerPool, loadBalancerPoolsFile }: PoolSources): AddressPool[] {
  const ofFlag: AddressPool[] =
    loadBalancerPool.length > 0
      ? [{ name: 'default', ranges: loadBalancerPool.map(parseAddressRange), autoAssign: true }]
      : [];
  const pools = [...ofFlag, ...(loadBalancerPoolsFile ? readPoolsFile(loadBalancerPoolsFile) : [])];
  if (pools.length === 0)
    throw new Error('there are no addresses to give; set --load-balancer-pool or --load-balancer-pools-file');
  checkPools(pools);
  return pools;
}
