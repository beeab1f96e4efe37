import type { SimulatedNodeOptions } from './node-object';

/** The nodes of a cluster, all of them simulated. */
export interface ClusterNodes {
  /** Names of those that are there and live. */
  readonly names: readonly string[];
  /** Resolves to its name when the cluster knows the node. @throws Error for a name that a living node has */
  add(options?: SimulatedNodeOptions): Promise<string>;
  /** It says and does nothing any more, as if it had lost its power. @throws Error when there is none that lives */
  kill(name: string): void;
}
