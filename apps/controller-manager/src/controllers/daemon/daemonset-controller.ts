import { ignoreNotFound, objectKey, selectorFromLabelSelector, semanticEqual } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { DaemonSet } from '@kubets/proto-gen/apps/v1';
import type { Node } from '@kubets/proto-gen/core/v1';
import { createOwnedPods } from '../../owned/owned-pods';
import { createOwnedRevisions } from '../../owned/owned-revisions';
import type { OwnerKind } from '../../owned/owner-kind';
import type { ControllerEntry } from '../controller-context';
import { targetNode } from './daemon-pods';
import { createFailedPods } from './failed-pods';
import { nodeFitter } from './node-fit';
import { DAEMON_SET, syncDaemons } from './sync';

/** When expectations have lapsed: should an event never have come, the set is looked at again. */
const EXPECTATIONS_LAPSE_MS = 5 * 60_000 + 1000;

/** Keeps one pod of each DaemonSet on every node that it is meant for. */
export const daemonSetController: ControllerEntry = {
  name: 'daemonset-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const { daemonSets, nodes } = informers;
    const recorder = context.recorder('daemonset-controller');
    const kind: OwnerKind<DaemonSet> = {
      type: DAEMON_SET,
      client: client.daemonSets,
      informer: daemonSets,
      selectorOf: ({ spec }) => selectorFromLabelSelector(spec?.selector),
    };
    const pods = createOwnedPods({ kind, component: 'daemonset-controller' }, context);
    const failedPods = createFailedPods(clock, objectKey);
    const sync = { client, pods, revisions: createOwnedRevisions(kind, context), failedPods, recorder, clock };

    function setup(enqueue: (key: string) => void): void {
      pods.follow(enqueue);
      /** Only the sets for which a node means something else than before. */
      const changed = (node: Node): void => {
        for (const set of daemonSets.lister.list()) {
          const { name, shouldRun, mayStay } = nodeFitter(set)(node);
          const hasPod = pods.of(set).some((pod) => targetNode(pod) === name);
          const isMisscheduled = hasPod && (set.status?.numberMisscheduled ?? 0) > 0;
          if ((shouldRun && !hasPod) || (!mayStay && hasPod) || isMisscheduled) enqueue(objectKey(set));
        }
      };
      nodes.addEventHandler({
        onAdd: changed,
        onUpdate(previous, node) {
          const isSame =
            semanticEqual(previous.metadata?.labels, node.metadata?.labels) &&
            semanticEqual(previous.spec?.taints, node.spec?.taints);
          if (!isSame) changed(node);
        },
        onDelete(node) {
          for (const set of daemonSets.lister.list())
            if (nodeFitter(set)(node).shouldRun || pods.of(set).some((pod) => targetNode(pod) === node.metadata?.name))
              enqueue(objectKey(set));
        },
      });
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const set = daemonSets.lister.get(key);
      if (!set) {
        failedPods.forget(key);
        return pods.forget(key);
      }
      if (set.metadata?.deletionTimestamp !== undefined) return;
      // Asked before the cache is: what it shows afterwards is at least as new.
      const inStep = pods.inStep(key);
      const waitMs = await syncDaemons(sync, set, {
        owned: await pods.claim(set),
        nodes: nodes.lister.list(),
        inStep,
      }).catch((error: unknown) => {
        // The set went in the middle; its deletion brings us here again if need be.
        ignoreNotFound(error);
        return undefined;
      });
      if (!inStep) return { requeueAfterMs: EXPECTATIONS_LAPSE_MS };
      if (waitMs !== undefined) return { requeueAfterMs: waitMs };
    }

    return [
      createController({
        name: 'daemonset',
        informers: [daemonSets, informers.controllerRevisions, informers.pods, nodes],
        setup,
        reconcile,
        workers: config.concurrentDaemonsetSyncs,
        ...loop,
      }),
    ];
  },
};
