import { isMirrorPod, podsShareHostPort } from '@kubets/api';
import { rfc3339, semanticEqual } from '@kubets/apimachinery';
import type { Informer } from '@kubets/client';
import { createWakeLoop, removeTree, type Clock, type Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeDanglingLinks } from '../logs/container-links';
import type { PodGroups } from '../groups/pod-groups';
import type { ReferencedObjects } from '../objects/referenced-objects';
import type { PodChanges } from '../runtimes/pod-changes';
import type { ContainerRuntime, RuntimePod } from '../runtimes/runtime';
import { errorFields } from '../system/error-fields';
import { isStaticPod } from '../static-pods/annotations';
import type { StatusManager } from '../status/status-manager';
import type { VolumeManager } from '../volumes/volume-manager';
import type { VolumeRefresher } from '../volumes/volume-refresher';
import type { PodIdentity } from './pod-observer';
import type { PodPaths } from '../system/pod-paths';
import type { Eviction } from './pod-life';
import type { PodWorker } from './pod-worker';

export interface PodManagerOptions {
  informer: Informer<Pod>;
  runtime: ContainerRuntime;
  changes: PodChanges;
  objects: ReferencedObjects;
  status: StatusManager;
  volumes: VolumeManager;
  refresher: VolumeRefresher;
  paths: PodPaths;
  groups: Pick<PodGroups, 'removeStrays'>;
  createWorker(identity: PodIdentity): PodWorker;
  /** Resolves when static pods were set: before that nobody can say which pods are strays. */
  staticPodsKnown: Promise<void>;
  /** A pod that shows a static one, or ought to, has come, changed or gone, or static pods have. */
  onMirrorChange(): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** All pods of the node, each with its worker: those the API has, and those only the runtime still has. */
export interface PodManager {
  /** Begins with the pods of the API. */
  start(): void;
  /** Sets the pods that the node has from files of its own: those that are new are started, those that are gone are stopped. */
  setStatic(pods: readonly Pod[]): void;
  staticPods(): Pod[];
  isStatic(podUid: string): boolean;
  /** Pods that take resources of the node, except the one given. */
  activePods(exceptUid: string): Pod[];
  /** Pods that are being stopped and that the API or a file of the node has. */
  stoppingPods(): Pod[];
  isActive(podUid: string): boolean;
  /** Whether a pod that is being stopped, or may be found to have to be, still has the name or a host port of this one. */
  isInTheWay(pod: Pod): boolean;
  /** Whether something of it may still run that is being stopped. */
  isStopping(podUid: string): boolean;
  /** Whether neither the API, nor files of the node, nor the runtime have it any more; false as long as not all of them are known. */
  isForgotten(podUid: string): boolean;
  evict(podUid: string, eviction: Eviction): void;
  /** Resolves when nothing of it runs, and what it had of the node was given back. */
  ended(podUid: string): Promise<void>;
  wake(podUid: string): void;
  wakeAll(): void;
  find(namespace: string, name: string): Pod | undefined;
  list(): Pod[];
}

// Events tell of every change; this is for what happened while nobody listened.
const RELIST_MS = 10_000;

export function createPodManager(o: PodManagerOptions): PodManager {
  const workers = new Map<string, PodWorker>();
  /** What the last list showed of each pod, to wake only those that changed. */
  const seen = new Map<string, string>();
  /** Gone pods of which the informer may still deliver old news. */
  const finished = new Set<string>();
  const statics = new Map<string, Pod>();
  let listed = false;
  let areStaticsKnown = false;

  function workerFor(identity: PodIdentity): PodWorker {
    let worker = workers.get(identity.uid);
    if (worker) return worker;
    worker = o.createWorker(identity);
    workers.set(identity.uid, worker);
    void worker.done.then(() => {
      workers.delete(identity.uid);
      seen.delete(identity.uid);
      o.refresher.forget(identity.uid);
      if (isKnown(identity)) finished.add(identity.uid);
      // Its file went and came again while it was being stopped.
      const again = statics.get(identity.uid);
      if (again) workerFor(identity).update(again);
    });
    return worker;
  }

  function setStatic(pods: readonly Pod[]): void {
    const wanted = new Map(pods.map((pod) => [pod.metadata?.uid ?? '', pod]));
    let isChanged = false;
    for (const [uid, pod] of statics) {
      if (wanted.has(uid)) continue;
      isChanged = true;
      statics.delete(uid);
      workers.get(uid)?.update(deleted(pod));
    }
    for (const [uid, pod] of wanted) {
      if (statics.has(uid)) continue;
      isChanged = true;
      statics.set(uid, pod);
      const { name = '', namespace = '' } = pod.metadata ?? {};
      if (!workers.has(uid)) workerFor({ uid, name, namespace }).update(pod);
    }
    if (isChanged) o.onMirrorChange();
  }

  /** As the API would show a pod that somebody deletes. */
  const deleted = (pod: Pod): Pod => ({
    ...pod,
    metadata: {
      ...pod.metadata,
      deletionTimestamp: rfc3339(o.clock.now()),
      deletionGracePeriodSeconds: pod.spec?.terminationGracePeriodSeconds,
    },
  });

  const staticOf = ({ metadata }: Pod): Pod | undefined =>
    [...statics.values()].find(
      (pod) => pod.metadata?.name === metadata?.name && pod.metadata?.namespace === metadata?.namespace,
    );

  function onPod(pod: Pod, previous?: Pod): void {
    if (isMirrorPod(pod)) {
      o.status.observed(pod);
      return o.onMirrorChange();
    }
    const { uid = '', name = '', namespace = '' } = pod.metadata ?? {};
    const { metadata: before } = previous ?? {};
    // A pod of the same name can follow another without a deletion being seen.
    if (before?.uid && before.uid !== uid) workers.get(before.uid)?.remove();
    if (finished.has(uid)) return;
    const worker = workerFor({ uid, name, namespace });
    const onlyStatus =
      previous !== undefined &&
      before?.uid === uid &&
      semanticEqual(
        { ...previous, status: undefined, metadata: significant(previous) },
        { ...pod, status: undefined, metadata: significant(pod) },
      );
    o.status.observed(pod);
    if (onlyStatus && !hasReadinessGates(pod)) return;
    worker.update(pod);
    // Whatever was set up before the agent was restarted may be out of date by now.
    if (!previous && worker.active && pod.status?.startTime) o.refresher.refresh(pod);
    if (
      previous &&
      worker.active &&
      !semanticEqual([before?.labels, before?.annotations], [pod.metadata?.labels, pod.metadata?.annotations])
    )
      o.refresher.refresh(pod);
  }

  const list = createWakeLoop({
    async turn() {
      await relist();
      return { againAfterMs: RELIST_MS };
    },
    retry: { initialMs: RELIST_MS, maxMs: RELIST_MS, jitter: 0, wakeable: true },
    onError: (err) => o.logger.debug({ err }, 'Runtime cannot be listed'),
    clock: o.clock,
  });

  async function relist(): Promise<void> {
    const pods = await o.runtime.listPods();
    for (const pod of pods) {
      const worker = workers.get(pod.uid);
      if (!worker) {
        // Before the first list of the API nobody can say which pods are strays.
        if (o.informer.hasSynced() && areStaticsKnown && !isKnown(pod)) {
          o.logger.info(
            { pod: `${pod.namespace}/${pod.name}`, uid: pod.uid },
            'Removing a pod that the API does not have',
          );
          workerFor(pod).remove();
        }
        continue;
      }
      const shown = fingerprint(pod);
      if (seen.get(pod.uid) !== shown) worker.wake();
      seen.set(pod.uid, shown);
    }
    const present = new Set(pods.map(({ uid }) => uid));
    for (const uid of seen.keys()) {
      if (present.has(uid)) continue;
      seen.delete(uid);
      workers.get(uid)?.wake();
    }
    if (o.informer.hasSynced()) listed = true;
  }

  function isKnown({ uid, namespace, name }: PodIdentity): boolean {
    return o.informer.lister.get(`${namespace}/${name}`)?.metadata?.uid === uid;
  }

  /** Directories of pods that nobody remembers: neither the API nor the runtime. */
  async function removeStrayDirectories(): Promise<void> {
    const inRuntime = new Set((await o.runtime.listPods()).map(({ uid }) => uid));
    const isStray = (uid: string) => !workers.has(uid) && !inRuntime.has(uid);
    for (const uid of await readdir(o.paths.pods).catch(() => [])) if (isStray(uid)) await o.volumes.tearDown(uid);
    await o.groups.removeStrays(isStray);
    for (const name of await readdir(o.paths.allLogs).catch(() => [])) {
      if (isStray(name.slice(name.lastIndexOf('_') + 1))) await removeTree(join(o.paths.allLogs, name));
    }
    await removeDanglingLinks(o.paths);
  }

  return {
    setStatic,
    staticPods: () => [...statics.values()],
    isStatic: (podUid) => statics.has(podUid),
    start() {
      o.informer.addEventHandler({
        onAdd: (pod) => onPod(pod),
        onUpdate: (previous, pod) => onPod(pod, previous),
        onDelete: (pod) => {
          if (isMirrorPod(pod)) return o.onMirrorChange();
          finished.delete(pod.metadata?.uid ?? '');
          workers.get(pod.metadata?.uid ?? '')?.remove();
        },
      });
      o.objects.onChange((podUids) => {
        for (const uid of podUids) {
          const worker = workers.get(uid);
          worker?.wake();
          if (worker?.active && worker.pod) o.refresher.refresh(worker.pod);
        }
      });
      o.changes.subscribe(undefined, (uid) => (uid ? workers.get(uid)?.wake() : list.wake()));
      o.informer.start(o.signal);
      void o.staticPodsKnown.then(() => {
        areStaticsKnown = true;
        list.wake();
      });
      void Promise.all([o.informer.synced(), o.staticPodsKnown]).then(
        async () => {
          list.wake();
          await removeStrayDirectories().catch((err: unknown) =>
            o.logger.warn(errorFields(err), 'Stray directories cannot be removed'),
          );
        },
        () => undefined,
      );
      list.wake(RELIST_MS);
      void list.run(o.signal);
    },
    activePods: (exceptUid) =>
      [...workers.values()]
        .filter((worker) => worker.active && worker.pod && worker.identity.uid !== exceptUid)
        .map((worker) => worker.pod!),
    stoppingPods: () => [...workers.values()].flatMap(({ stopping, pod }) => (stopping && pod ? [pod] : [])),
    isActive: (podUid) => workers.get(podUid)?.active === true,
    isInTheWay(wanted) {
      const { metadata, spec } = wanted;
      // Until the runtime has been listed, pods that vanished while no agent ran are not known. Static pods wait for no API.
      if (!listed && !isStaticPod(wanted)) return true;
      return [...workers.values()].some(({ identity, pod, stopping }) => {
        if (!stopping || identity.uid === metadata?.uid) return false;
        return (
          (identity.name === metadata?.name && identity.namespace === metadata?.namespace) ||
          (pod !== undefined && podsShareHostPort({ spec }, pod))
        );
      });
    },
    isStopping: (podUid) => workers.get(podUid)?.stopping === true,
    isForgotten: (podUid) => listed && areStaticsKnown && !workers.has(podUid),
    evict: (podUid, eviction) => workers.get(podUid)?.evict(eviction),
    ended: (podUid) => workers.get(podUid)?.ended ?? Promise.resolve(),
    wake: (podUid) => workers.get(podUid)?.wake(),
    wakeAll() {
      for (const worker of workers.values()) worker.wake();
    },
    find(namespace, name) {
      const found = o.informer.lister.get(`${namespace}/${name}`);
      return found && isMirrorPod(found) ? staticOf(found) : found;
    },
    list: () => [...o.informer.lister.list().filter((pod) => !isMirrorPod(pod)), ...statics.values()],
  };
}

/** Metadata without what changes at each write. */
function significant({ metadata }: Pod) {
  return { ...metadata, resourceVersion: undefined, managedFields: undefined };
}

const hasReadinessGates = (pod: Pod) => (pod.spec?.readinessGates ?? []).length > 0;

function fingerprint(pod: RuntimePod): string {
  return [
    ...pod.sandboxes.map(({ id, ready }) => `${id}:${ready}`),
    ...pod.containers.map(({ id, state }) => `${id}:${state}`),
  ]
    .sort()
    .join();
}
