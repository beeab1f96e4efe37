import { probeTcp } from '../../answers/tcp-probe';
import { createPooledProvider } from '../../assignment/pooled-provider';
import { probeHttp } from '../../nodes/http-probe';
import { configuredPools } from '../../pools/configured-pools';
import type { ProviderEntry } from '../provider';
import { createKernelForwarder } from './kernel/kernel-forwarder';
import { createRunProgram } from './kernel/run-program';
import { createPassthroughDelivery } from './passthrough-delivery';

/** Addresses out of pools that this machine owns; its kernel forwards their packets to healthy nodes, as clouds' passthrough balancers do. */
export const passthroughProvider: ProviderEntry = {
  name: 'passthrough',
  async create({ informers: { nodes, services }, config, clock, logger }) {
    const run = createRunProgram();
    // Says at once that nftables or the privilege is missing.
    await run('nft', ['list', 'tables', 'inet']);
    const forwarder = createKernelForwarder({ run, logger });
    const synced = Promise.all([nodes.synced(), services.synced()]);
    return createPooledProvider({
      pools: await configuredPools(config),
      domain: config.loadBalancerDomain,
      clock,
      probeTcp,
      deliver: (context) => createPassthroughDelivery({ nodes, synced, forwarder, clock, probeHttp, logger }, context),
    });
  },
  cleanUp: (logger) => createKernelForwarder({ run: createRunProgram(), logger }).remove(),
};
