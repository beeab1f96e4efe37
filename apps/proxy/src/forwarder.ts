import { objectKey } from '@kubets/apimachinery';
import { startInformers } from '@kubets/client';
import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import type { Announcer } from './announce/announcer';
import type { ProxyBackend } from './backends/backend';
import { trackChanges } from './change-tracker';
import type { ConntrackCleaner } from './conntrack/conntrack-cleaner';
import type { ProxyHealth } from './health/proxy-health';
import type { ServiceHealthServers } from './health/service-health-servers';
import { BY_SERVICE, type ProxyInformers } from './informers';
import { forwardingOfService } from './model/forwarding-of-service';
import { forwardsTo } from './model/forwards-to';
import type { ForwardingState } from './model/forwarding-state';
import type { FrontendChange } from './model/frontend-table';
import { forwardsAlike, type NodeView, nodeViewOf } from './model/node-view';
import { createReleasedAddresses } from './model/released-addresses';
import { nodePortAddresses } from './node-port-addresses';
import type { ProxyMetrics } from './proxy-metrics';

export interface ForwarderOptions {
  nodeName: string;
  /** --nodeport-addresses */
  nodePorts: readonly string[];
  syncPeriodMs: number;
  informers: ProxyInformers;
  state: ForwardingState;
  backend: ProxyBackend;
  announcer: Announcer;
  conntrack: ConntrackCleaner;
  health: ProxyHealth;
  serviceHealth: ServiceHealthServers;
  metrics: ProxyMetrics;
  interfaceAddresses(): readonly string[];
  /** The kernel forwards otherwise than before. */
  onCommitted?(): void;
  clock: Clock;
  logger: Logger;
}

const LEFTOVERS_AFTER_MS = 1000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;

/** Keeps the kernel in line with the cluster: informers in, rules, addresses and health answers out. */
export interface Forwarder {
  /** Waits for the first lists (until then whatever the kernel does is left alone), then runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /**
   * True when the kernel sends nothing to an endpoint's address; with `orLastResort` also when it does for want of any other. From then
   * on, until the endpoint is gone, nothing is sent there: who asked may end it. False while nobody can say.
   */
  release(address: string, orLastResort: boolean): boolean;
}

export function createForwarder(o: ForwarderOptions): Forwarder {
  const loop = createWakeLoop({
    turn: sync,
    retry: { initialMs: FIRST_RETRY_MS, maxMs: LONGEST_RETRY_MS, jitter: 0 },
    onError: (err, retryMs) => o.logger.error({ err, retryMs }, 'Cannot program the kernel, retrying'),
    clock: o.clock,
  });
  const tracker = trackChanges(o.informers, () => {
    o.health.changeQueued();
    loop.wake();
  });
  let node: NodeView | undefined;
  let portAddresses: readonly string[] = [];
  let lastVerifiedMs = o.clock.monotonicMs();
  /** In the kernel only after the next commit; their stale flows are removed then. */
  let uncommitted: FrontendChange[] = [];
  let triggeredAt: Date[] = [];
  /** The kernel does what the state says. */
  let isCommitted = false;
  const startedAt = o.clock.now();
  const released = createReleasedAddresses();

  /** True when every Service has to be looked at again. */
  function observeNode(): boolean {
    const now = nodeViewOf(o.nodeName, o.informers.nodes.lister.get(o.nodeName));
    const addresses = nodePortAddresses(o.nodePorts, now, o.interfaceAddresses);
    const changed = !node || !forwardsAlike(node, now) || portAddresses.join() !== addresses.join();
    node = now;
    portAddresses = addresses;
    o.health.setNodeEligible(now.eligible);
    return changed;
  }

  /** One Service that cannot be worked out is forwarded as before; the others must not wait for it. */
  function stageService(key: string, current: NodeView): void {
    const { services, endpointSlices } = o.informers;
    try {
      const service = services.lister.get(key);
      const slices = endpointSlices.lister.byIndex(BY_SERVICE, key);
      released.observe(slices);
      const forwarding =
        service &&
        forwardingOfService(service, slices, {
          node: current,
          nodePortAddresses: portAddresses,
          isReleased: released.has,
        });
      const update = o.state.update(key, forwarding);
      o.backend.stage(update);
      uncommitted.push(...update.frontends);
    } catch (err) {
      o.metrics.failures.inc();
      o.logger.error({ err, serviceKey: key }, 'Cannot work out the forwarding of Service, leaving it as it is');
    }
  }

  function stage(): void {
    // First: should it throw, the changes are still there for the next try.
    const everything = observeNode();
    const changes = tracker.take();
    const { services, serviceCIDRs } = o.informers;
    if (everything) for (const service of services.lister.list()) changes.services.add(objectKey(service));
    for (const key of changes.services) stageService(key, node as NodeView);
    if (changes.serviceCidrs)
      o.backend.stage(o.state.updateServiceCidrs(serviceCIDRs.lister.list().flatMap((cidr) => cidr.spec?.cidrs ?? [])));
    o.metrics.serviceChanges.inc(changes.serviceEvents);
    o.metrics.endpointChanges.inc(changes.sliceEvents);
    // What happened before this process was there says nothing about how fast it is.
    triggeredAt.push(...changes.triggeredAt.filter((time) => time >= startedAt));
  }

  async function verify(): Promise<void> {
    const nowMs = o.clock.monotonicMs();
    if (nowMs - lastVerifiedMs < o.syncPeriodMs) return;
    lastVerifiedMs = nowMs;
    o.announcer.recheck();
    if (!(await o.backend.verify())) o.logger.warn('Rules are missing from the kernel, putting them back');
  }

  async function sync(): Promise<{ againAfterMs: number }> {
    const startMs = o.clock.monotonicMs();
    const succeeded = o.health.syncBegins();
    isCommitted = false;
    stage();
    try {
      await verify();
      const report = await o.backend.commit();
      isCommitted = true;
      if (report.mode !== 'none') {
        const seconds = (o.clock.monotonicMs() - startMs) / 1000;
        o.metrics.syncSeconds.observe(seconds);
        (report.mode === 'everything' ? o.metrics.fullSyncSeconds : o.metrics.partialSyncSeconds).observe(seconds);
        o.logger.debug({ ...report, seconds }, 'Rules changed');
      }
      o.onCommitted?.();
      await committed();
      succeeded();
      return { againAfterMs: report.leftovers ? Math.min(LEFTOVERS_AFTER_MS, o.syncPeriodMs) : o.syncPeriodMs };
    } catch (error) {
      o.metrics.failures.inc();
      throw error;
    }
  }

  /** What may only follow once packets are forwarded: telling others that they are. */
  async function committed(): Promise<void> {
    const now = o.clock.now().getTime();
    o.metrics.lastSync.set(now / 1000);
    for (const time of triggeredAt) o.metrics.programmingSeconds.observe(Math.max(0, now - time.getTime()) / 1000);
    triggeredAt = [];
    removeStaleFlows();
    const services = [...o.state.services()];
    o.metrics.services.set(services.length);
    o.serviceHealth.update(
      services.flatMap(({ key, healthCheck }) => (healthCheck ? [{ service: key, ...healthCheck }] : [])),
    );
    await o.announcer.announce(
      [...new Set(services.flatMap(({ announced }) => announced))],
      (node as NodeView).primaryAddresses,
    );
  }

  let cleaning = Promise.resolve();
  /** Beside the loop: listing the kernel's flows can take long, and no packet of a new flow waits for it. */
  function removeStaleFlows(): void {
    const changes = uncommitted;
    uncommitted = [];
    cleaning = cleaning
      .then(async () => void (await o.conntrack.clean(changes)))
      .catch((error: unknown) =>
        o.logger.warn({ err: error }, 'Cannot remove stale UDP flows, trying again with the next change'),
      );
  }

  return {
    async run(signal) {
      if (!(await startInformers(o.informers, signal))) return;
      loop.wake();
      await loop.run(signal);
      await cleaning;
    },
    release(address, orLastResort) {
      const forwarded = isCommitted ? forwardsTo(o.state.services(), address) : 'yes';
      if (forwarded === 'yes' || (forwarded === 'as-last-resort' && !orLastResort)) return false;
      released.add(address, o.informers.endpointSlices.lister.list());
      return true;
    },
  };
}
