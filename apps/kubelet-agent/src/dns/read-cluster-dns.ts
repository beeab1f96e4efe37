import { readFile } from 'node:fs/promises';
import type { KubeletConfig } from '../config';
import { parseResolverConfig, type ClusterDns } from './resolver-config';

/** Where pods look for names: in the cluster, and as the node does; its file is read each time, for others write it. */
export async function readClusterDns(
  config: Pick<KubeletConfig, 'clusterDns' | 'clusterDomain' | 'resolvConf'>,
): Promise<ClusterDns> {
  return {
    servers: config.clusterDns,
    domain: config.clusterDomain,
    node: parseResolverConfig(await readFile(config.resolvConf, 'utf8').catch(() => '')),
  };
}
