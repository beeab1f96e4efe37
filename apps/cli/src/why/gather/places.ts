import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Listener } from '../facts';
import { parseListeners } from './listeners';
import { runIfPossible } from '../../network/run';

/** Network namespaces of this machine, for who runs the cluster on it as root. */
export interface Places {
  /** Where connections of a node or a pod start; undefined when it is not on this machine. */
  ofAddress(address: string): Promise<string | undefined>;
  /** What processes there listen on. */
  listeners(netns: string): Promise<Listener[] | undefined>;
}

const DIRECTORY = '/run/netns';

export function createPlaces(directory = DIRECTORY): Places {
  let byAddress: Promise<Map<string, string>> | undefined;

  async function look(): Promise<Map<string, string>> {
    const names = await readdir(directory).catch(() => [] as string[]);
    const found = new Map<string, string>();
    await Promise.all(
      names.map(async (name) => {
        const path = join(directory, name);
        const listing = await runIfPossible(
          'nsenter',
          `--net=${path}`,
          'ip',
          '-json',
          'address',
          'show',
          'scope',
          'global',
        );
        for (const { ifname, addr_info = [] } of JSON.parse(listing || '[]') as Link[])
          // A node has its pods' gateway addresses too, each on a link of a pod.
          if (ifname === 'eth0') for (const { local } of addr_info) if (local) found.set(local, path);
      }),
    );
    return found;
  }

  return {
    ofAddress: async (address) => (await (byAddress ??= look())).get(address),
    async listeners(netns) {
      const names = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
      const texts = await Promise.all(
        names.map((name) => runIfPossible('nsenter', `--net=${netns}`, 'cat', `/proc/net/${name}`)),
      );
      if (texts.every((text) => text === undefined)) return undefined;
      return parseListeners(Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ''])));
    },
  };
}

interface Link {
  ifname?: string;
  addr_info?: { local?: string }[];
}
