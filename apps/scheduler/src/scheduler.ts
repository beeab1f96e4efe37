import { isNotFound, nameOf } from '@kubets/apimachinery';
import { startInformers, type EventRecorder, type KubeClient } from '@kubets/client';
import type { Clock, Logger, Metrics } from '@kubets/component';
import type { PodInfo } from './cache/pod-info';
import { SchedulerCache } from './cache/scheduler-cache';
import type { ClusterView, Plugin } from './framework/plugin';
import { observeCluster } from './informers/observe-cluster';
import type { SchedulerInformers } from './informers/scheduler-informers';
import { storageView } from './informers/storage-view';
import { workloadSelector } from './informers/workload-selector';
import { writeDisruptionTarget } from './outcome/disruption-target';
import { writeNotScheduled } from './outcome/pod-scheduled-condition';
import { createSchedulerMetrics } from './outcome/scheduler-metrics';
import { isGated, SchedulingQueue, type QueuedPod } from './queue/scheduling-queue';
import { prepareFilters, rejectionOf, type FurtherRefusal, type Refusal } from './scheduling/find-feasible-nodes';
import { NominatedPods } from './scheduling/nominated-pods';
import { findPreemption, type Preemption } from './scheduling/preemption';
import { schedulePod, type Decision } from './scheduling/schedule-pod';
import { createDeviceBinder, type ReservedDevices } from './devices/device-binder';
import { deviceView } from './devices/device-view';
import { createVolumeBinder } from './scheduling/volume-binder';

export interface SchedulerOptions {
  client: KubeClient<'pods' | 'resourceClaims' | 'persistentVolumeClaims' | 'persistentVolumes'>;
  informers: SchedulerInformers;
  recorder: EventRecorder;
  plugins: readonly Plugin[];
  schedulerName: string;
  /** 0 adapts to the size of the cluster. */
  percentageOfNodesToScore: number;
  initialBackoffMs: number;
  maxBackoffMs: number;
  logger: Logger;
  metrics: Metrics;
  clock: Clock;
  /** Numbers in [0, 1). */
  random: () => number;
}

export interface Scheduler {
  /** Assigns pods until the signal aborts; resolves when the bindings under way have ended. */
  run(signal: AbortSignal): Promise<void>;
}

/** Bindings on their way to the apiserver at once; more would only wait there. */
const MOST_BINDINGS = 128;
/** How long decisions may keep the event loop from informers and answers. */
const SLICE_MS = 10;

/**
 * Takes pending pods one by one, decides on a node, counts the pod there at once and lets the apiserver know in the
 * background. All it knows is in the apiserver: killed at any point, its successor starts from there.
 */
export function createScheduler(o: SchedulerOptions): Scheduler {
  const { client, informers, recorder, plugins, logger, clock } = o;
  const cache = new SchedulerCache();
  const queue = new SchedulingQueue({
    plugins,
    clock,
    initialBackoffMs: o.initialBackoffMs,
    maxBackoffMs: o.maxBackoffMs,
  });
  const nominated = new NominatedPods(cache);
  const metrics = createSchedulerMetrics(o.metrics, o.schedulerName, queue);
  const storage = storageView(informers);
  const volumes = createVolumeBinder({ client, storage, clock });
  const deviceState = deviceView(informers);
  const devices = createDeviceBinder({ client, view: deviceState, clock });
  const cluster: ClusterView = {
    get nodes() {
      return cache.nodes;
    },
    groups: cache.groups,
    images: cache.images,
    namespaceLabels: (namespace) => informers.namespaces.lister.get(namespace)?.metadata?.labels,
    storage,
    devices: deviceState,
    workloadSelector: (pod) =>
      workloadSelector(pod, {
        services: informers.services.lister,
        replicaSets: informers.replicaSets.lister,
        replicationControllers: informers.replicationControllers.lister,
        statefulSets: informers.statefulSets.lister,
      }),
  };
  /** The room that was made for others is theirs. */
  const alsoRefused: FurtherRefusal = (pod, node) => {
    let refusal: Refusal | undefined;
    nominated.asIfThere(node, pod, () => {
      refusal = rejectionOf(node, prepareFilters(pod, cluster, plugins));
    });
    return refusal;
  };
  const writes = new Set<Promise<void>>();
  let start = 0;

  function inBackground(work: Promise<void>): void {
    const tracked = work.finally(() => writes.delete(tracked));
    writes.add(tracked);
  }

  function report(pod: PodInfo, type: 'Normal' | 'Warning', reason: string, message: string): void {
    // Objects from lists carry no kind of their own.
    recorder.event({ ...pod.pod, apiVersion: 'v1', kind: 'Pod' }, type, reason, message);
  }

  async function bind(queued: QueuedPod, nodeName: string): Promise<void> {
    const { namespace, name, uid, key } = queued.pod;
    let reserved: ReservedDevices | undefined;
    try {
      // Before anything is waited for: the next pod may want the same devices.
      reserved = devices.reserve(queued.pod, cache.node(nodeName));
      await volumes.bindFor(queued.pod, nodeName, cache.node(nodeName));
      await reserved.write();
      await client.pods.bind({ namespace, name }, nodeName);
    } catch (err) {
      reserved?.release();
      // The answer may have been lost after the apiserver had done it; then the informer knows, and nothing failed.
      if (!cache.isAssumed(uid)) return;
      cache.forget(uid);
      queue.notify({ type: 'pod-gone', pod: queued.pod });
      if (isNotFound(err)) return queue.delete(uid);
      // Also a conflict is tried again: if the pod has a node by now, the informer takes it off the queue.
      logger.warn({ err, pod: key, node: nodeName }, 'Binding failed');
      const message = `binding rejected: ${err instanceof Error ? err.message : String(err)}`;
      report(queued.pod, 'Warning', 'FailedScheduling', message);
      await writeNotScheduled(queued.pod, { reason: 'SchedulerError', message }, { pods: client.pods, logger, clock });
      return queue.retryLater(queued);
    }
    queue.delete(uid);
    metrics.bound(queued.attempts, clock.monotonicMs() - queued.firstSeenMs);
    report(queued.pod, 'Normal', 'Scheduled', `Successfully assigned ${key} to ${nodeName}`);
    logger.debug({ pod: key, node: nodeName }, 'Bound pod');
  }

  async function evict(preemptor: PodInfo, { nodeName, victims }: Preemption): Promise<void> {
    await Promise.all(
      victims.map(async (victim) => {
        if (victim.terminating) return;
        report(victim, 'Normal', 'Preempted', `Preempted by pod ${preemptor.uid} on node ${nodeName}`);
        try {
          await writeDisruptionTarget(victim, preemptor, { pods: client.pods, clock });
          await client.pods.delete(
            { namespace: victim.namespace, name: victim.name },
            { preconditions: { uid: victim.uid } },
          );
        } catch (err) {
          if (!isNotFound(err))
            logger.warn({ err, pod: victim.key, preemptor: preemptor.key }, 'Cannot delete preempted pod');
        }
      }),
    );
  }

  function refuse(queued: QueuedPod, decision: Decision & { placed: false }): void {
    const { pod } = queued;
    const found =
      decision.rejected.size > 0
        ? findPreemption(pod, decision.rejected, { cache, cluster, plugins, alsoRefused })
        : undefined;
    const victims = found?.preemption;
    const message = found ? `${decision.message} ${found.message}` : decision.message;
    logger.debug({ pod: pod.key, message }, 'Pod is unschedulable');
    report(pod, 'Warning', 'FailedScheduling', message);
    inBackground(
      writeNotScheduled(
        pod,
        { reason: 'Unschedulable', message, ...(victims && { nominatedNodeName: victims.nodeName }) },
        { pods: client.pods, logger, clock },
      ),
    );
    if (victims) {
      nominated.set(pod, victims.nodeName);
      nominated.giveWay(victims.nodeName, pod);
      inBackground(evict(pod, victims));
    }
    queue.park(queued, decision.rejectedBy);
  }

  function scheduleOne(queued: QueuedPod): void {
    const startedMs = clock.monotonicMs();
    if (queued.pod.terminating) return queue.delete(queued.pod.uid);
    const decision = schedulePod(queued.pod, cluster, {
      plugins,
      percentageOfNodesToScore: o.percentageOfNodesToScore,
      random: o.random,
      start,
      nominatedNodeName: nominated.nodeOf(queued.pod.uid),
      alsoRefused,
    });
    if (decision.placed) {
      start = (start + decision.looked) % cluster.nodes.length;
      cache.assume(queued.pod, decision.nodeName);
      inBackground(bind(queued, decision.nodeName));
    } else refuse(queued, decision);
    metrics.attempt(decision.placed ? 'scheduled' : 'unschedulable', clock.monotonicMs() - startedMs);
  }

  function trySchedule(queued: QueuedPod): void {
    try {
      scheduleOne(queued);
    } catch (err) {
      // One odd pod must not keep all others from being scheduled.
      logger.error({ err, pod: queued.pod.key }, 'Scheduling attempt failed');
      metrics.attempt('error', 0);
      queue.retryLater(queued);
    }
  }

  /** Only for pods that another apiserver version let in without the condition. */
  function markGated(pod: PodInfo): void {
    if (!isGated(pod.pod)) return;
    inBackground(
      writeNotScheduled(
        pod,
        { reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' },
        { pods: client.pods, logger, clock },
      ),
    );
  }

  return {
    async run(signal) {
      observeCluster({
        informers,
        cache,
        schedulerName: o.schedulerName,
        queue: {
          set(pod) {
            nominated.noticed(pod);
            queue.set(pod);
            markGated(pod);
          },
          delete(uid) {
            const freed = nominated.delete(uid);
            queue.delete(uid);
            if (freed) queue.notify({ type: 'pod-gone', pod: freed });
          },
          notify: (event) => queue.notify(event),
        },
      });
      if (!(await startInformers(informers, signal))) return;
      logger.info(
        { nodes: cache.nodes.map(({ node }) => nameOf(node!)).slice(0, 10), nodeCount: cache.nodes.length },
        'Scheduling',
      );

      let sliceStartMs = clock.monotonicMs();
      while (!signal.aborted) {
        while (writes.size >= MOST_BINDINGS) await Promise.race(writes);
        const loading = deviceState.loading();
        if (loading) await loading;
        const queued = queue.pop();
        if (queued) trySchedule(queued);
        else await queue.waitForWork(signal);
        if (clock.monotonicMs() - sliceStartMs < SLICE_MS) continue;
        await new Promise<void>((resolve) => setImmediate(resolve));
        sliceStartMs = clock.monotonicMs();
      }
      await Promise.allSettled(writes);
    },
  };
}
