import { isIPv4 } from 'node:net';
import type { Logger } from '@kubets/component';
import { CommandError, type CommandRunner } from '../command';
import { OWN_METRIC, parseAddresses, planAddresses } from './interface-addresses';

/** Makes this node answer for load balancer addresses on its network, so that their packets come here. */
export interface Announcer {
  /** Afterwards the node answers for exactly these addresses. Rejects when it cannot; calling again is always safe. */
  announce(addresses: readonly string[], nodeAddresses: readonly string[]): Promise<void>;
  /** Makes the next call look at the interface although nothing else is asked for: somebody may have taken an address away. */
  recheck(): void;
}

export function createAnnouncer({ run, logger }: { run: CommandRunner; logger: Logger }): Announcer {
  /** As of the last successful call: most calls change nothing and should cost nothing. */
  let last: string | undefined;

  return {
    recheck() {
      last = undefined;
    },
    async announce(addresses, nodeAddresses) {
      const asked = `${[...addresses].sort().join()} on ${nodeAddresses.join()}`;
      if (asked === last) return;
      last = undefined;
      const present = parseAddresses(await run('ip', ['-json', 'addr', 'show']));
      const { add, remove } = planAddresses(present, addresses, nodeAddresses);
      for (const { address, device } of remove) {
        await run('ip', ['addr', 'del', withLength(address), 'dev', device]);
        logger.info({ address, device }, 'Stopped announcing load balancer address');
      }
      for (const { address, device } of add) {
        await run('ip', [
          'addr',
          'add',
          withLength(address),
          'dev',
          device,
          'metric',
          `${OWN_METRIC}`,
          ...(isIPv4(address) ? [] : ['nodad']),
        ]);
        logger.info({ address, device }, 'Announcing load balancer address');
        if (isIPv4(address)) tellNeighbours(run, logger, address, device);
      }
      if (add.length === addresses.filter((address) => !present.some((entry) => entry.address === address)).length)
        last = asked;
      else
        logger.warn(
          { addresses, nodeAddresses },
          'No interface has the address of this node, so load balancer addresses cannot be announced',
        );
    },
  };
}

const withLength = (address: string): string => `${address}/${isIPv4(address) ? 32 : 128}`;

/** Neighbours may still know another node as the owner: gratuitous ARP corrects them. Without it they find out by themselves, later. */
function tellNeighbours(run: CommandRunner, logger: Logger, address: string, device: string): void {
  run('arping', ['-U', '-c', '2', '-I', device, address]).catch((error: unknown) => {
    // Nobody answers an unsolicited ARP, for which some versions end with 1.
    if (error instanceof CommandError && error.exitCode === 1) return;
    logger.warn({ err: error, address, device }, 'Cannot send gratuitous ARP');
  });
}
