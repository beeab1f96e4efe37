import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/write-whole';
import { DEFAULT_OPTIONS } from '../setup/start-options.mjs';

export { DEFAULT_OPTIONS };

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
  /** Ports of this machine that lead into the cluster, `[ADDRESS:]HOSTPORT:PORT[/udp]@TARGET`. */
  ports: string[];
  /** Registries that images are pulled through, as URLs, tried in order before the image's own registry. */
  registryMirrors: string[];
  /** Of a registry of the cluster's own, on loopback and at the host's address on the nodes' network; 0 for none. */
  registryPort: number;
  /** Image of the container that holds a pod's namespaces. */
  podInfraImage: string;
  /** Further flags for single services, `service:--flag=value`. */
  serviceArgs: string[];
}

/** What a command line or a configuration file says. */
export type AskedOptions = Partial<ClusterOptions> & { stateDir: string };

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
