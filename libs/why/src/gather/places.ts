import type { Listener } from '../facts';

/** Network namespaces of this machine, for who runs the cluster on it as root. */
export interface Places {
  /** Where connections of a node or a pod start; undefined when it is not on this machine. */
  ofAddress(address: string): Promise<string | undefined>;
  /** What processes there listen on. */
  listeners(netns: string): Promise<Listener[] | undefined>;
}

/** For who does not run the cluster here. */
export const NO_PLACES: Places = { ofAddress: async () => undefined, listeners: async () => undefined };
