import type { EventRecorder } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { toSeconds } from '@kubets/proto-gen/int64';
import type { PodManager } from '../pods/pod-manager';
import type { StatusManager } from '../status/status-manager';
import { shutdownGroups, type ShutdownPeriod } from './shutdown-groups';

/** The orderly end of all pods of a node that is about to go. https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/ */
export interface NodeShutdown {
  readonly isUnderWay: boolean;
  /**
   * Ends all pods, those of the least priority first, and takes none any more. Resolves when each has ended or its time is up, and the
   * API knows; to false at once where there is no time for that. Again: joins the one under way.
   */
  begin(): Promise<boolean>;
}

export interface NodeShutdownOptions {
  nodeName: string;
  /** From the least priority to the highest. */
  periods: readonly ShutdownPeriod[];
  pods(): Pick<PodManager, 'activePods' | 'stoppingPods' | 'evict' | 'ended'>;
  status: Pick<StatusManager, 'written'>;
  recorder: EventRecorder;
  /** The node is no longer ready. */
  onChange(): void;
  clock: Clock;
  logger: Logger;
}

const MESSAGE = 'Pod was terminated in response to imminent node shutdown.';
/** For the API to be told, beyond the time that pods have. */
const TELL_MS = 5000;

export function createNodeShutdown(o: NodeShutdownOptions): NodeShutdown {
  let underWay: Promise<boolean> | undefined;

  async function end(group: readonly Pod[], seconds: number): Promise<void> {
    if (group.length === 0) return;
    const ended = group.map(({ metadata, spec }) => {
      const uid = metadata?.uid ?? '';
      const own = spec?.terminationGracePeriodSeconds;
      const graceSeconds = Math.min(seconds, own === undefined ? Infinity : toSeconds(own));
      o.pods().evict(uid, { reason: 'Terminated', message: MESSAGE, graceSeconds, isDisruption: true });
      return o.pods().ended(uid);
    });
    await within(Promise.all(ended), seconds * 1000);
  }

  /** Waits for work no longer than that. */
  async function within(work: Promise<unknown>, ms: number): Promise<void> {
    const stop = new AbortController();
    await Promise.race([work, o.clock.sleep(ms, stop.signal).catch(() => undefined)]);
    stop.abort();
  }

  async function run(): Promise<boolean> {
    o.logger.info({ periods: o.periods }, 'The node is about to go, ending its pods');
    const node = { apiVersion: 'v1', kind: 'Node', name: o.nodeName, uid: o.nodeName };
    o.recorder.event(node, 'Normal', 'NodeShutdown', 'Shutdown manager detected shutdown event');
    o.onChange();
    const pods = [...o.pods().activePods(''), ...o.pods().stoppingPods()];
    for (const { period, pods: group } of shutdownGroups(o.periods, pods)) await end(group, period.seconds);
    await within(o.status.written(), TELL_MS);
    o.logger.info('All pods have ended, or their time is up');
    return true;
  }

  return {
    get isUnderWay() {
      return underWay !== undefined;
    },
    begin() {
      if (o.periods.length === 0) {
        o.logger.warn('The node is about to go; its pods have no time to end (--shutdown-grace-period)');
        return Promise.resolve(false);
      }
      return (underWay ??= run());
    },
  };
}
