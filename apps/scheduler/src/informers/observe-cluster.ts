import { isPodTerminal } from '@kubets/api';
import { nameOf, semanticEqual, uidOf } from '@kubets/apimachinery';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { createPodInfo, type PodInfo } from '../cache/pod-info';
import type { SchedulerCache } from '../cache/scheduler-cache';
import type { ClusterEvent } from '../framework/plugin';
import type { SchedulerInformers } from './scheduler-informers';

/** What the observer tells: the queue's side of it. */
export interface PendingPods {
  set(pod: PodInfo): void;
  delete(uid: string): void;
  notify(event: ClusterEvent): void;
}

export interface ObserverOptions {
  informers: Pick<
    SchedulerInformers,
    | 'pods'
    | 'nodes'
    | 'persistentVolumes'
    | 'persistentVolumeClaims'
    | 'storageClasses'
    | 'csiNodes'
    | 'csiDrivers'
    | 'csiStorageCapacities'
    | 'resourceClaims'
    | 'resourceSlices'
    | 'deviceClasses'
    | 'deviceTaintRules'
  >;
  cache: SchedulerCache;
  queue: PendingPods;
  schedulerName: string;
}

/** Keeps cache and queue in line with what the informers see, and wakes pods that a change may help. */
export function observeCluster({ informers, cache, queue, schedulerName }: ObserverOptions): void {
  const isPlaced = (pod: Pod) => !!pod.spec?.nodeName && !isPodTerminal(pod);
  const isOurs = (pod: Pod) =>
    !pod.spec?.nodeName && !isPodTerminal(pod) && (pod.spec?.schedulerName || 'default-scheduler') === schedulerName;

  function podGone(pod: Pod): void {
    queue.delete(uidOf(pod));
    cache.remove(uidOf(pod));
    if (pod.spec?.nodeName) queue.notify({ type: 'pod-gone', pod: createPodInfo(pod) });
  }

  function podSeen(pod: Pod, previous: Pod | undefined): void {
    if (isPlaced(pod)) {
      queue.delete(uidOf(pod));
      cache.setPod(pod);
      const event = placedEvent(pod, previous && isPlaced(previous) ? previous : undefined);
      if (event) queue.notify(event);
    } else if (isOurs(pod)) {
      // Until its binding is confirmed or has failed, an assumed pod is not pending any more.
      if (!cache.isAssumed(uidOf(pod))) queue.set(createPodInfo(pod));
    } else if (previous && (isPlaced(previous) || isOurs(previous))) podGone(pod);
  }

  informers.pods.addEventHandler({
    onAdd: (pod) => podSeen(pod, undefined),
    onUpdate(previous, pod) {
      const replaced = uidOf(previous) !== uidOf(pod);
      if (replaced) podGone(previous);
      podSeen(pod, replaced ? undefined : previous);
    },
    onDelete: podGone,
  });

  const storageChanged = (): void => queue.notify({ type: 'storage-changed' });
  for (const informer of [
    informers.persistentVolumes,
    informers.persistentVolumeClaims,
    informers.storageClasses,
    informers.csiNodes,
    informers.csiDrivers,
    informers.csiStorageCapacities,
  ])
    informer.addEventHandler({ onAdd: storageChanged, onUpdate: storageChanged });
  const devicesChanged = (): void => queue.notify({ type: 'devices-changed' });
  for (const informer of [
    informers.resourceClaims,
    informers.resourceSlices,
    informers.deviceClasses,
    informers.deviceTaintRules,
  ])
    informer.addEventHandler({ onAdd: devicesChanged, onUpdate: devicesChanged, onDelete: devicesChanged });
  informers.nodes.addEventHandler({
    onAdd(node) {
      cache.setNode(node);
      queue.notify({ type: 'node-added', node });
    },
    onUpdate(previous, node) {
      cache.setNode(node);
      if (changesScheduling(previous, node)) queue.notify({ type: 'node-updated', node, previous });
    },
    onDelete: (node) => cache.deleteNode(nameOf(node)),
  });
}

/** Most updates of a placed pod are about its status and help nobody. */
function placedEvent(pod: Pod, previous: Pod | undefined): ClusterEvent | undefined {
  const info = createPodInfo(pod);
  if (!previous) return { type: 'pod-assigned', pod: info };
  const before = createPodInfo(previous);
  // A pod that begins to terminate no longer counts for spreading, as if it had lost its labels.
  if (before.groupKey !== info.groupKey) return { type: 'pod-relabeled', pod: info, previous: before };
  const isSmaller = info.requests.milliCpu < before.requests.milliCpu || info.requests.memory < before.requests.memory;
  return isSmaller ? { type: 'pod-shrunk', pod: info } : undefined;
}

/** A kubelet writes its node's status all the time; only some of it decides. */
function changesScheduling(previous: Node, node: Node): boolean {
  return (
    !semanticEqual(previous.status?.allocatable, node.status?.allocatable) ||
    !semanticEqual(previous.metadata?.labels, node.metadata?.labels) ||
    !semanticEqual(previous.spec?.taints, node.spec?.taints) ||
    !semanticEqual(previous.spec?.unschedulable, node.spec?.unschedulable)
  );
}
