import { semanticEqual } from '@kubets/apimachinery';
import { createBell, type Clock } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodInfo } from '../cache/pod-info';
import type { ClusterEvent, Plugin } from '../framework/plugin';
import { Heap } from './heap';

/** active: to be tried next. backoff: again after a pause. unschedulable: when something changes. gated: when its gates are gone. */
type State = 'active' | 'backoff' | 'unschedulable' | 'gated' | 'in-flight';

export interface QueuedPod {
  pod: PodInfo;
  readonly attempts: number;
  /** When the pod was first seen here, in monotonic milliseconds. */
  readonly firstSeenMs: number;
}

interface Entry extends QueuedPod {
  attempts: number;
  state: State;
  /** Orders pods of one priority, and tells a heap item that is out of date. */
  ticket: number;
  /** Not to be tried before, in monotonic milliseconds. */
  notBeforeMs: number;
  rejectedBy: ReadonlySet<string>;
  cancelTimer?: () => void;
}

export interface SchedulingQueueOptions {
  plugins: readonly Plugin[];
  clock: Clock;
  initialBackoffMs: number;
  maxBackoffMs: number;
}

/** After this a pod is tried again even if nothing happened that any plugin waits for. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** The pods that wait for a node, by what they wait for. */
export class SchedulingQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly unschedulable = new Set<Entry>();
  private readonly active = new Heap<{ entry: Entry; ticket: number; priority: number }>(
    (a, b) => b.priority - a.priority || a.ticket - b.ticket,
  );
  private readonly pluginsByName: ReadonlyMap<string, Plugin>;
  private nextTicket = 0;
  private readonly arrived = createBell();

  constructor(private readonly o: SchedulingQueueOptions) {
    this.pluginsByName = new Map(o.plugins.map((plugin) => [plugin.name, plugin]));
  }

  /** A pending pod appeared or changed. */
  set(pod: PodInfo): void {
    const entry = this.entries.get(pod.uid);
    if (!entry) {
      const added: Entry = {
        pod,
        attempts: 0,
        firstSeenMs: this.o.clock.monotonicMs(),
        state: 'gated',
        ticket: 0,
        notBeforeMs: 0,
        rejectedBy: new Set(),
      };
      this.entries.set(pod.uid, added);
      if (!isGated(pod.pod)) this.activate(added);
      return;
    }
    const previous = entry.pod;
    entry.pod = pod;
    if (entry.state === 'gated') {
      if (!isGated(pod.pod)) this.activate(entry);
    } else if (entry.state === 'unschedulable' && changesScheduling(previous.pod, pod.pod)) this.retry(entry);
  }

  /** The pod has a node or is gone. */
  delete(uid: string): void {
    const entry = this.entries.get(uid);
    if (!entry) return;
    this.leaveState(entry);
    entry.ticket = -1;
    this.entries.delete(uid);
  }

  /** The next pod to try; it is in flight until it is deleted or handed back. */
  pop(): QueuedPod | undefined {
    for (let item = this.active.pop(); item; item = this.active.pop()) {
      const { entry } = item;
      if (entry.state !== 'active' || entry.ticket !== item.ticket) continue;
      entry.state = 'in-flight';
      entry.attempts++;
      return entry;
    }
    return undefined;
  }

  /** No node would have it: it waits for an event that one of these plugins is interested in. */
  park({ pod: { uid } }: QueuedPod, rejectedBy: ReadonlySet<string>): void {
    const entry = this.entries.get(uid);
    if (!entry) return;
    entry.rejectedBy = rejectedBy;
    entry.notBeforeMs = this.o.clock.monotonicMs() + this.backoffMs(entry.attempts);
    entry.state = 'unschedulable';
    this.unschedulable.add(entry);
    entry.cancelTimer = this.o.clock.after(LONGEST_WAIT_MS, () => this.retry(entry));
  }

  /** An attempt failed for another reason than a lack of nodes: it is tried again after a pause. */
  retryLater({ pod: { uid } }: QueuedPod): void {
    const entry = this.entries.get(uid);
    if (!entry) return;
    entry.notBeforeMs = this.o.clock.monotonicMs() + this.backoffMs(entry.attempts);
    this.retry(entry);
  }

  /** Something happened in the cluster: those waiting for it are tried again. */
  notify(event: ClusterEvent): void {
    for (const entry of this.unschedulable) if (this.concerns(event, entry)) this.retry(entry);
  }

  /** Resolves when there may be an active pod. */
  async waitForWork(signal: AbortSignal): Promise<void> {
    this.arrived.hush();
    if (this.active.size === 0) await this.arrived.wait(signal);
  }

  /** How many pods there are in each state. */
  counts(): Record<State, number> {
    const counts: Record<State, number> = { active: 0, backoff: 0, unschedulable: 0, gated: 0, 'in-flight': 0 };
    for (const { state } of this.entries.values()) counts[state]++;
    return counts;
  }

  private concerns(event: ClusterEvent, entry: Entry): boolean {
    if (entry.rejectedBy.size === 0) return true;
    for (const name of entry.rejectedBy) if (this.pluginsByName.get(name)?.mayUnblock?.(event, entry.pod)) return true;
    return false;
  }

  private retry(entry: Entry): void {
    this.leaveState(entry);
    const waitMs = entry.notBeforeMs - this.o.clock.monotonicMs();
    if (waitMs <= 0) return this.activate(entry);
    entry.state = 'backoff';
    entry.cancelTimer = this.o.clock.after(waitMs, () => this.activate(entry));
  }

  private activate(entry: Entry): void {
    this.leaveState(entry);
    entry.state = 'active';
    entry.ticket = ++this.nextTicket;
    this.active.push({ entry, ticket: entry.ticket, priority: entry.pod.priority });
    this.arrived.ring();
  }

  private leaveState(entry: Entry): void {
    entry.cancelTimer?.();
    delete entry.cancelTimer;
    this.unschedulable.delete(entry);
  }

  private backoffMs(attempts: number): number {
    return Math.min(this.o.initialBackoffMs * 2 ** Math.max(0, attempts - 1), this.o.maxBackoffMs);
  }
}

export function isGated(pod: Pod): boolean {
  return (pod.spec?.schedulingGates ?? []).length > 0;
}

/** The scheduler's own status writes come back as updates and must not wake the pod. */
function changesScheduling(previous: Pod, pod: Pod): boolean {
  return (
    !semanticEqual(previous.spec, pod.spec) ||
    !semanticEqual(previous.metadata?.labels, pod.metadata?.labels) ||
    !semanticEqual(previous.metadata?.annotations, pod.metadata?.annotations) ||
    // A claim has been made for the pod.
    !semanticEqual(previous.status?.resourceClaimStatuses, pod.status?.resourceClaimStatuses)
  );
}
