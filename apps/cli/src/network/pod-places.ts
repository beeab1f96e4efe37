import { readFile } from 'node:fs/promises';
import { parseMountPoints } from '@kubets/component';
import { parseListeners, type Places } from '@kubets/why';
import { runIfPossible } from './run';

const MOUNTS = '/proc/self/mountinfo';

/** Where network namespaces are mounted: `ip netns` has them in one folder, and the containerd of each node in one of its own. */
export const namespacesOf = (mountinfo: string): string[] =>
  parseMountPoints(
    mountinfo
      .split('\n')
      .filter((line) => line.split(' ')[3]?.startsWith('net:['))
      .join('\n'),
  );

/** The places of a cluster that runs on this machine. */
export function createPlaces(): Places {
  let byAddress: Promise<Map<string, string>> | undefined;

  async function look(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    await Promise.all(
      namespacesOf(await readFile(MOUNTS, 'utf8')).map(async (path) => {
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
