import { withPodCondition } from '@kubets/api';
import { ignoreNotFound, nameOf, objectKey, semanticEqual, splitKey } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';
import { evictionOf, taintsWithEffect } from './eviction-time';

const POD = { apiVersion: 'v1', kind: 'Pod' };

/** Deletes pods from nodes with NoExecute taints that they do not tolerate, or no longer. */
export const taintEvictionController: ControllerEntry = {
  name: 'taint-eviction-controller',
  create(context) {
    const { client, informers, clock, loop } = context;
    const { pods, nodes } = informers;
    const recorder = context.recorder('taint-eviction-controller');
    /** Pods that were found to have to go later; to tell when that is off. */
    const scheduled = new Set<string>();

    function setup(enqueue: (key: string) => void): void {
      const enqueuePods = (node: Node): void =>
        pods.lister.byIndex('node', nameOf(node)).forEach((pod) => enqueue(objectKey(pod)));
      const consider = (pod: Pod): void => {
        if (taintsWithEffect(nodes.lister.get(pod.spec?.nodeName ?? ''), 'NoExecute').length > 0)
          enqueue(objectKey(pod));
      };
      pods.addEventHandler({
        onAdd: consider,
        onUpdate(previous, pod) {
          const same =
            previous.spec?.nodeName === pod.spec?.nodeName &&
            semanticEqual(previous.spec?.tolerations, pod.spec?.tolerations);
          if (!same) consider(pod);
        },
        onDelete: (pod) => void scheduled.delete(objectKey(pod)),
      });
      nodes.addEventHandler({
        onAdd: (node) => (taintsWithEffect(node, 'NoExecute').length > 0 ? enqueuePods(node) : undefined),
        onUpdate(previous, node) {
          if (!semanticEqual(taintsWithEffect(previous, 'NoExecute'), taintsWithEffect(node, 'NoExecute')))
            enqueuePods(node);
        },
      });
    }

    async function evict(pod: Pod): Promise<void> {
      const { namespace, name } = splitKey(objectKey(pod));
      recorder.event(
        { ...pod, ...POD },
        'Normal',
        'TaintManagerEviction',
        `Marking for deletion Pod ${objectKey(pod)}`,
      );
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
      };
      const conditions = withPodCondition(pod, condition, clock.now());
      try {
        if (conditions) {
          await client.pods.patch(
            { namespace, name },
            {
              type: 'strategic',
              subresource: 'status',
              body: {
                metadata: { uid: pod.metadata?.uid },
                status: { conditions: conditions.filter(({ type }) => type === 'DisruptionTarget') },
              },
            },
          );
        }
        await client.pods.delete({ namespace, name }, { preconditions: { uid: pod.metadata?.uid } });
      } catch (error) {
        ignoreNotFound(error);
      }
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const pod = pods.lister.get(key);
      if (!pod || pod.metadata?.deletionTimestamp !== undefined) return void scheduled.delete(key);
      const taints = taintsWithEffect(nodes.lister.get(pod.spec?.nodeName ?? ''), 'NoExecute');
      const eviction = evictionOf(pod, taints);
      if (eviction.when === 'never') {
        if (scheduled.delete(key))
          recorder.event({ ...pod, ...POD }, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
        return;
      }
      const waitMs = eviction.when === 'at' ? eviction.atMs - clock.now().getTime() : 0;
      if (waitMs > 0) {
        scheduled.add(key);
        return { requeueAfterMs: waitMs };
      }
      scheduled.delete(key);
      await evict(pod);
    }

    return [
      createController({ name: 'taint-eviction', informers: [pods, nodes], setup, reconcile, workers: 8, ...loop }),
    ];
  },
};
