import { isConflict, isAlreadyExists, isNotFound, rfc3339Micro } from '@kubets/apimachinery';
import { realClock, type Clock, type Logger } from '@kubets/component';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import { createLeaseObserver, nextLease, releasedLease, type LeaseObserver } from './lease-record';
import type { ObjectRef, ResourceClient } from './resource-client';

export interface LeaderElectionOptions {
  client: { leases: ResourceClient<Lease> };
  lease: ObjectRef;
  /** Unique per process: host name, underscore, random part. */
  identity: string;
  /** Called on becoming leader; its signal aborts when leadership is lost. */
  onStartedLeading(signal: AbortSignal): void | Promise<void>;
  /** Called when leadership is lost other than by shutdown; a service should exit so that nothing of it goes on. */
  onStoppedLeading(): void;
  /** A (new) leader was seen, possibly this one. */
  onNewLeader?(identity: string): void;
  signal: AbortSignal;
  logger: Logger;
  clock?: Clock;
  /** Default 15 s, 10 s and 2 s, as in Kubernetes. */
  leaseDurationMs?: number;
  renewDeadlineMs?: number;
  retryPeriodMs?: number;
}

/** Competes for the lease until the signal aborts, then releases it so that another takes over at once. */
export async function runLeaderElection(options: LeaderElectionOptions): Promise<void> {
  const {
    lease,
    identity,
    signal,
    logger,
    clock = realClock,
    leaseDurationMs = 15_000,
    renewDeadlineMs = 10_000,
    retryPeriodMs = 2000,
  } = options;
  if (!(retryPeriodMs < renewDeadlineMs && renewDeadlineMs < leaseDurationMs)) {
    throw new Error(
      `leader election needs retry period (${retryPeriodMs} ms) < renew deadline (${renewDeadlineMs} ms) < lease duration (${leaseDurationMs} ms)`,
    );
  }
  const observer = createLeaseObserver(clock, options.onNewLeader);
  const attempt = (timeoutMs = renewDeadlineMs / 2) =>
    acquireOrRenew(options, observer, { clock, leaseDurationMs, timeoutMs });

  while (!signal.aborted) {
    // From when on the lease runs is known only by when it was asked for: the answer may have been long under way.
    const askedAtMs = clock.monotonicMs();
    if (!(await attempt())) {
      await clock.sleep(retryPeriodMs, signal);
      continue;
    }
    logger.info({ lease, identity }, 'Became leader');
    const leading = new AbortController();
    const work = Promise.resolve(options.onStartedLeading(leading.signal));
    // A rejection is fatal for the leader's work, not for the election's promise chain alone.
    const failed = work.then(() => new Promise<never>(() => undefined));
    const outcome = await Promise.race([
      renewUntilLost(attempt, {
        renewedAtMs: askedAtMs,
        isTaken: () => observer.heldByOther(identity),
        clock,
        renewDeadlineMs,
        retryPeriodMs,
        signal,
      }),
      failed,
    ]).finally(() => leading.abort());
    if (outcome === 'lost') {
      logger.error({ lease, identity }, 'Lost leadership');
      options.onStoppedLeading();
    }
    // The lease is given away only once nothing of this leader's work goes on.
    await finished(work, renewDeadlineMs, clock);
    if (outcome === 'stopped') await release(options, observer, { clock, timeoutMs: renewDeadlineMs / 2 });
  }
}

/** Waits for the work, but not longer than the others would wait for the lease anyway. */
async function finished(work: Promise<void>, timeoutMs: number, clock: Clock): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, clock.sleep(timeoutMs, done.signal)]).finally(() => done.abort());
}

interface Renewal {
  /** When the last attempt that succeeded began. */
  renewedAtMs: number;
  /** Whether the lease was seen to be another's. */
  isTaken(): boolean;
  clock: Clock;
  renewDeadlineMs: number;
  retryPeriodMs: number;
  signal: AbortSignal;
}

/** An attempt that is still under way at the deadline counts no more: the others wait for the lease's end only. */
async function renewUntilLost(
  attempt: (timeoutMs: number) => Promise<boolean>,
  { renewedAtMs, isTaken, clock, renewDeadlineMs, retryPeriodMs, signal }: Renewal,
): Promise<'lost' | 'stopped'> {
  let renewedMs = renewedAtMs;
  const leftMs = () => renewedMs + renewDeadlineMs - clock.monotonicMs();
  for (;;) {
    await clock.sleep(Math.min(retryPeriodMs, Math.max(0, leftMs())), signal);
    if (signal.aborted) return 'stopped';
    if (leftMs() <= 0) return 'lost';
    const startedAtMs = clock.monotonicMs();
    if (await attempt(Math.min(renewDeadlineMs / 2, leftMs()))) renewedMs = startedAtMs;
    else if (isTaken() || leftMs() <= 0) return 'lost';
  }
}

/** True when this identity holds the lease after the attempt. */
async function acquireOrRenew(
  { client, lease, identity, logger, signal }: LeaderElectionOptions,
  observer: LeaseObserver,
  { clock, leaseDurationMs, timeoutMs }: { clock: Clock; leaseDurationMs: number; timeoutMs: number },
): Promise<boolean> {
  const abort = new AbortController();
  const cancelTimeout = clock.after(timeoutMs, () => abort.abort());
  const onStop = () => abort.abort();
  signal.addEventListener('abort', onStop, { once: true });
  try {
    const current = await client.leases.get(lease, { signal: abort.signal }).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    observer.observe(current);
    if (current && observer.heldByOther(identity)) return false;
    const wanted = nextLease(current, { ref: lease, identity, leaseDurationMs, now: clock.now() });
    const written = current
      ? await client.leases.update(wanted, { signal: abort.signal })
      : await client.leases.create(wanted, { signal: abort.signal });
    observer.observe(written);
    return true;
  } catch (err) {
    // Losing the race for the lease is what elections are about.
    if (!isConflict(err) && !isAlreadyExists(err) && !signal.aborted)
      logger.warn({ reason: (err as Error).message, lease }, 'Cannot acquire or renew lease');
    return false;
  } finally {
    cancelTimeout();
    signal.removeEventListener('abort', onStop);
  }
}

async function release(
  { client, identity, logger, lease }: LeaderElectionOptions,
  observer: LeaseObserver,
  { clock, timeoutMs }: { clock: Clock; timeoutMs: number },
): Promise<void> {
  const held = observer.current();
  if (held?.spec?.holderIdentity !== identity) return;
  const abort = new AbortController();
  const cancelTimeout = clock.after(timeoutMs, () => abort.abort());
  try {
    await client.leases.update(releasedLease(held, rfc3339Micro(clock.now())), { signal: abort.signal });
  } catch (err) {
    logger.warn({ reason: (err as Error).message, lease }, 'Cannot release lease, it will expire');
  } finally {
    cancelTimeout();
  }
}
