import { probeTcp } from '../../answers/tcp-probe';
import { createPooledProvider } from '../../assignment/pooled-provider';
import { probeHttp } from '../../nodes/http-probe';
import { configuredPools } from '../../pools/configured-pools';
import type { ProviderEntry } from '../provider';
import { createAnnounceDelivery } from './announce-delivery';

/** Addresses out of pools in the nodes' own network, each announced by a healthy node. */
export const l2PoolProvider: ProviderEntry = {
  name: 'l2-pool',
  async create({ informers: { nodes }, config, clock }) {
    return createPooledProvider({
      pools: await configuredPools(config),
      domain: config.loadBalancerDomain,
      clock,
      probeTcp,
      deliver: (context) => createAnnounceDelivery({ nodes, clock, probeHttp }, context),
    });
  },
};
