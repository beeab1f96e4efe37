import type { ProviderEntry } from '../provider';
import { probeTcp } from './answers/tcp-probe';
import { createL2PoolProvider } from './l2-pool-provider';
import { probeHttp } from './nodes/http-probe';
import { configuredPools } from './pools/configured-pools';

/** Addresses out of pools in the nodes' own network, each announced by a healthy node. */
export const l2PoolProvider: ProviderEntry = {
  name: 'l2-pool',
  create: ({ informers, config, clock }) =>
    createL2PoolProvider({ pools: configuredPools(config), nodes: informers.nodes, clock, probeHttp, probeTcp }),
};
