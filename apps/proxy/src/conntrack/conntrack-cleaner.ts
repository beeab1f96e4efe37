import type { Logger } from '@kubets/component';
import type { IpFamily } from '@kubets/net';
import { type CommandRunner, CommandError } from '../command';
import { type Frontend, frontendKey } from '../model/frontend';
import type { FrontendChange } from '../model/frontend-table';
import { type Flow, parseFlow } from './flow';
import { canLeaveStaleFlows, staleFlows } from './stale-flows';

/** Removes the kernel's memory of UDP flows that lead to endpoints that are gone, or past a Service that has endpoints now. */
export interface ConntrackCleaner {
  /**
   * To be called once the changes are in the kernel, and not again before it has ended. Resolves to the number of kinds of flows
   * removed. After a rejection the next call looks at these changes too.
   */
  clean(changes: readonly FrontendChange[]): Promise<number>;
}

export interface ConntrackCleanerOptions {
  run: CommandRunner;
  /** By frontendKey. */
  frontendAt(key: string): Frontend | undefined;
  logger: Logger;
}

export function createConntrackCleaner({ run, frontendAt, logger }: ConntrackCleanerOptions): ConntrackCleaner {
  /** Families whose flows have to be looked at, with the keys of frontends that were removed. */
  const due = new Map<IpFamily, Set<string>>();
  let installed = true;

  function note(change: FrontendChange): void {
    const frontend = change.after ?? change.before;
    if (!frontend || !canLeaveStaleFlows(change)) return;
    const removed = due.get(frontend.family) ?? new Set();
    due.set(frontend.family, removed);
    if (!change.after) removed.add(frontendKey(frontend));
  }

  async function removeStale(family: IpFamily, removed: ReadonlySet<string>): Promise<number> {
    const listing = await run('conntrack', ['-L', '-p', 'udp', '-f', family.toLowerCase()]);
    const flows = listing.split('\n').flatMap((line) => parseFlow(line) ?? []);
    const stale = staleFlows(flows, (key) => frontendAt(key) ?? (removed.has(key) ? { serving: [] } : undefined));
    for (const flow of stale) await removeFlows(run, family, flow);
    return stale.length;
  }

  return {
    async clean(changes) {
      if (!installed) return 0;
      changes.forEach(note);
      let count = 0;
      try {
        for (const [family, removed] of due) {
          count += await removeStale(family, removed);
          due.delete(family);
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        installed = false;
        logger.warn(
          'The conntrack command is not installed: UDP clients that keep their port stay with endpoints that are gone',
        );
      }
      if (count > 0) logger.info({ count }, 'Removed stale UDP flows');
      return count;
    },
  };
}

async function removeFlows(run: CommandRunner, family: IpFamily, flow: Flow): Promise<void> {
  const selection = [
    '--orig-dst',
    flow.destination,
    '--orig-port-dst',
    `${flow.destinationPort}`,
    '--reply-src',
    flow.replySource,
    '--reply-port-src',
    `${flow.replySourcePort}`,
  ];
  try {
    await run('conntrack', ['-D', '-p', 'udp', '-f', family.toLowerCase(), ...selection]);
  } catch (error) {
    // They timed out between listing and removing.
    if (error instanceof CommandError && error.output.includes('0 flow entries')) return;
    throw error;
  }
}
