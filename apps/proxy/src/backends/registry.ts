import type { CommandRunner } from '../command';
import type { ProxyBackend } from './backend';
import type { BACKEND_NAMES } from './backend-names';
import { createNft } from './nftables/nft';
import { createNftablesBackend } from './nftables/nftables-backend';

export interface BackendOptions {
  run: CommandRunner;
  /** CIDRs of the pods, of both families. */
  clusterCidrs: readonly string[];
  masqueradeAll: boolean;
}

/** All backends by their --proxy-mode. */
export const backends: Readonly<Record<(typeof BACKEND_NAMES)[number], (options: BackendOptions) => ProxyBackend>> = {
  nftables: ({ run, ...options }) => createNftablesBackend({ nft: createNft(run), ...options }),
};
