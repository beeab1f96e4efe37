import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/write-whole';

/** What a user may choose about a cluster. It is written to the state directory and holds for the cluster's life. */
export interface ClusterOptions {
  /** Prefix of every bridge, namespace and table that the cluster makes on the host; at most 11 characters. */
  name: string;
  stateDir: string;
  nodes: number;
  /** Network of the nodes; the host is its first address, nodes follow from the 11th. */
  nodeCidr: string;
  podCidr: string;
  serviceCidr: string;
  /** Addresses for Services of type LoadBalancer, inside nodeCidr: `FIRST-LAST` or a CIDR. */
  loadBalancerPool: string;
  securePort: number;
  grpcPort: number;
  /** etcd's client port; its peer port is the next one. */
  etcdPort: number;
  /** Registries that images are pulled through, as URLs, tried in order before the image's own registry. */
  registryMirrors: string[];
  /** Image of the container that holds a pod's namespaces. */
  podInfraImage: string;
  /** Further flags for single services, `service:--flag=value`. */
  serviceArgs: string[];
}

export const DEFAULT_OPTIONS: ClusterOptions = {
  name: 'kubets',
  stateDir: '/var/lib/kubets',
  nodes: 2,
  nodeCidr: '10.201.0.0/24',
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/12',
  loadBalancerPool: '10.201.0.200-10.201.0.250',
  securePort: 6443,
  grpcPort: 6444,
  etcdPort: 2379,
  registryMirrors: [],
  podInfraImage: 'registry.k8s.io/pause:3.10',
  serviceArgs: [],
};

/** Options that addresses, certificates and stored objects depend on: changing them needs a new state directory. */
const FIXED: (keyof ClusterOptions)[] = ['name', 'nodeCidr', 'podCidr', 'serviceCidr'];

const fileOf = (stateDir: string) => join(stateDir, 'cluster.json');

/** Reads the options a state directory was made with; undefined where there is no cluster. */
export async function loadOptions(stateDir: string): Promise<ClusterOptions | undefined> {
  try {
    return {
      ...DEFAULT_OPTIONS,
      ...(JSON.parse(await readFile(fileOf(stateDir), 'utf8')) as Partial<ClusterOptions>),
      stateDir,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${fileOf(stateDir)} cannot be read: ${(error as Error).message}`);
  }
}

export async function saveOptions(options: ClusterOptions): Promise<void> {
  await mkdir(options.stateDir, { recursive: true, mode: 0o755 });
  await writeWhole(fileOf(options.stateDir), `${JSON.stringify(options, null, 2)}\n`);
}

/**
 * Merges what the command line says into what the state directory holds.
 * @throws Error when a fixed option differs from the one the state was made with.
 */
export function mergeOptions(asked: Partial<ClusterOptions>, stored: ClusterOptions | undefined): ClusterOptions {
  const merged = { ...DEFAULT_OPTIONS, ...stored, ...asked };
  for (const option of FIXED) {
    if (stored && stored[option] !== merged[option]) {
      throw new Error(
        `the cluster in ${stored.stateDir} was made with ${option} ${String(stored[option])} and cannot change to ${String(merged[option])}; ` +
          'use another --state-dir, or delete this cluster with: npm stop -- --delete-state',
      );
    }
  }
  return merged;
}
