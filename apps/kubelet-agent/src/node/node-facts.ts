import type { KubeletConfig } from '../config';
import type { ContainerRuntime, RuntimeFeatures } from '../runtimes/runtime';
import type { Machine } from './machine';
import { nodeStatus, type NodeFacts } from './node-status';

export interface NodeFactsOptions {
  config: Pick<KubeletConfig, 'nodeExternalIp' | 'port' | 'maxPods' | 'systemReserved'>;
  name: string;
  ip: string;
  machine: Machine;
  runtime: Pick<ContainerRuntime, 'version' | 'listImages'>;
  features(): RuntimeFeatures | undefined;
  /** Names of the attached volumes that pods have. */
  volumesInUse(): Promise<string[]>;
}

/** What this node tells of itself, and what of it pods may have. */
export function createNodeFacts({ config, name, ip, machine, runtime, features, volumesInUse }: NodeFactsOptions) {
  const runtimeVersion = cached(async () => {
    const { name: runtimeName, version } = await runtime.version();
    return `${runtimeName}://${version}`;
  });
  const fixed = {
    name,
    machine,
    ip,
    externalIp: config.nodeExternalIp,
    port: config.port,
    maxPods: config.maxPods,
    reserved: reservedResources(config.systemReserved),
  };
  const { allocatable = {} } = nodeStatus({ ...fixed, runtimeVersion: '', images: [] });
  return {
    allocatable: () => allocatable,
    facts: async (): Promise<NodeFacts> => ({
      ...fixed,
      runtimeVersion: (await runtimeVersion()) ?? 'unknown://',
      images: await runtime.listImages().catch(() => []),
      volumesInUse: await volumesInUse(),
      features: features(),
    }),
  };
}

function reservedResources(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}

/** Remembers the first answer; asks again while there is none. */
function cached<T>(ask: () => Promise<T>): () => Promise<T | undefined> {
  let known: T | undefined;
  return async () => (known ??= await ask().catch(() => undefined));
}
