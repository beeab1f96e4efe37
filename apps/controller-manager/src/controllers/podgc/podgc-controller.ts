import { isPodTerminal, withPodCondition } from '@kubets/api';
import { ignoreNotFound, isNotFound, nameOf, namespaceOf, objectKey } from '@kubets/apimachinery';
import { createController, type Enqueue } from '@kubets/controller';
import type { Pod, PodCondition } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';
import { disruptionOf, doomOf, surplusTerminated } from './doomed-pods';

/** How long a node has to be missing before its pods are: a list may be older than the pods. */
const QUARANTINE_MS = 40_000;
/** How long ended pods may gather before they are counted. */
const COUNT_DELAY_MS = 20_000;
/** The key under which all ended pods are counted; no pod has it, for theirs have a slash. */
const TERMINATED = 'terminated';

/** Removes pods that no kubelet will remove. */
export const podGcController: ControllerEntry = {
  name: 'pod-garbage-collector-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const { pods, nodes } = informers;
    const missingSinceMs = new Map<string, number>();

    function setup(enqueue: Enqueue): void {
      const consider = (pod: Pod): void => {
        if (doomOf(pod, nodes.lister.get(pod.spec?.nodeName ?? ''))) enqueue(objectKey(pod));
        if (isPodTerminal(pod)) enqueue(TERMINATED, COUNT_DELAY_MS);
      };
      pods.addEventHandler({ onAdd: consider, onUpdate: (_previous, pod) => consider(pod) });
      const considerAll = (node: { metadata?: { name?: string } }): void =>
        pods.lister.byIndex('node', nameOf(node)).forEach(consider);
      nodes.addEventHandler({
        onAdd: (node) => void missingSinceMs.delete(nameOf(node)),
        onUpdate: (_previous, node) => considerAll(node),
        onDelete: considerAll,
      });
    }

    /** True when the node is gone for good; the time to wait when that is not yet certain. */
    async function nodeGone(name: string): Promise<true | false | { waitMs: number }> {
      const nowMs = clock.monotonicMs();
      const sinceMs = missingSinceMs.get(name) ?? nowMs;
      missingSinceMs.set(name, sinceMs);
      if (nowMs - sinceMs < QUARANTINE_MS) return { waitMs: QUARANTINE_MS - (nowMs - sinceMs) };
      return client.nodes.get({ name }).then(
        () => false,
        (error: unknown) => {
          if (isNotFound(error)) return true;
          throw error;
        },
      );
    }

    /** A pod that has not ended is marked as failed first: its owner and whoever watches see why it went. */
    async function remove(pod: Pod, condition?: PodCondition): Promise<void> {
      const ref = { namespace: namespaceOf(pod), name: nameOf(pod) };
      try {
        if (!isPodTerminal(pod)) {
          const conditions = condition && withPodCondition(pod, condition, clock.now());
          await client.pods.updateStatus({
            ...pod,
            status: { ...pod.status, phase: 'Failed', ...(conditions ? { conditions } : {}) },
          });
        }
        await client.pods.delete(ref, { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata?.uid } });
      } catch (error) {
        ignoreNotFound(error);
      }
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      if (key === TERMINATED) {
        for (const pod of surplusTerminated(pods.lister.list(), config.terminatedPodGcThreshold)) await remove(pod);
        return;
      }
      const pod = pods.lister.get(key);
      const doom = pod && doomOf(pod, nodes.lister.get(pod.spec?.nodeName ?? ''));
      if (!pod || !doom) return;
      if (doom === 'orphaned') {
        const gone = await nodeGone(pod.spec?.nodeName ?? '');
        if (gone === false) return;
        if (gone !== true) return { requeueAfterMs: gone.waitMs };
      }
      await remove(pod, disruptionOf(doom));
    }

    return [createController({ name: 'podgc', informers: [pods, nodes], setup, reconcile, ...loop })];
  },
};
