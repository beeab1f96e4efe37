import {
  formatLabelSelector,
  isConflict,
  ignoreNotFound,
  namespaceOf,
  objectKey,
  selectorFromLabelSelector,
  selectorOrNothing,
} from '@kubets/apimachinery';
import { createController, type Enqueue } from '@kubets/controller';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '@kubets/proto-gen/policy/v1';
import type { ControllerEntry } from '../controller-context';
import { budgetStatus, expectedOf, failedStatus, goesByScale, pendingDisruptions } from './budget-status';
import { scalesOf } from './pod-scales';
import { createStaleDisruptions } from './stale-disruptions';

const BUDGET = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' };
const POD = { apiVersion: 'v1', kind: 'Pod' };

/** Counts how many pods of each PodDisruptionBudget may be evicted. */
export const disruptionController: ControllerEntry = {
  name: 'disruption-controller',
  create(context) {
    const { client, informers, clock, loop } = context;
    const {
      pods,
      podDisruptionBudgets: budgets,
      replicaSets,
      deployments,
      statefulSets,
      replicationControllers,
    } = informers;
    const recorder = context.recorder('controllermanager');
    const kinds = {
      'apps/ReplicaSet': replicaSets.lister,
      'apps/Deployment': deployments.lister,
      'apps/StatefulSet': statefulSets.lister,
      '/ReplicationController': replicationControllers.lister,
    };

    function setup(enqueue: Enqueue): void {
      const enqueueBudgets = (pod: Pod): void => {
        for (const budget of budgets.lister.list(namespaceOf(pod))) {
          if (selectorOrNothing(budget.spec?.selector).matches(pod.metadata?.labels)) enqueue(objectKey(budget));
        }
      };
      budgets.addEventHandler({
        onAdd: (budget) => enqueue(objectKey(budget)),
        onUpdate: (_previous, budget) => enqueue(objectKey(budget)),
      });
      pods.addEventHandler({
        onAdd: enqueueBudgets,
        onUpdate(previous, pod) {
          enqueueBudgets(previous);
          enqueueBudgets(pod);
        },
        onDelete: enqueueBudgets,
      });
    }

    async function write(budget: PodDisruptionBudget, status: PodDisruptionBudgetStatus): Promise<void> {
      await client.podDisruptionBudgets.updateStatus({ ...budget, status }).catch(ignoreNotFound);
    }

    function countedScale(budget: PodDisruptionBudget, selected: readonly Pod[]): number {
      const { total, unmanaged } = scalesOf(selected, kinds);
      if (unmanaged.length > 0) {
        const selector = formatLabelSelector(budget.spec?.selector);
        const text = `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
        recorder.event({ ...budget, ...BUDGET }, 'Warning', 'UnmanagedPods', text);
      }
      return total;
    }

    async function sync(budget: PodDisruptionBudget): Promise<void | { requeueAfterMs: number }> {
      const now = clock.now();
      const selector = selectorFromLabelSelector(budget.spec?.selector);
      const selected = pods.lister.list(namespaceOf(budget)).filter((pod) => selector.matches(pod.metadata?.labels));
      const subject = { ...budget, ...BUDGET };
      if (selected.length === 0) recorder.event(subject, 'Normal', 'NoPods', 'No matching pods found');
      let expected;
      try {
        expected = expectedOf(budget, selected.length, goesByScale(budget) ? countedScale(budget, selected) : 0);
      } catch (error) {
        const text = `Failed to calculate the number of expected pods: ${(error as Error).message}`;
        recorder.event(subject, 'Warning', 'CalculateExpectedPodCountFailed', text);
        throw error;
      }
      const { pending, outlived, recheckMs } = pendingDisruptions(budget, selected, now);
      for (const pod of outlived) {
        const by = `${namespaceOf(budget)}/${namespaceOf(budget)}`;
        const text = `Pod was expected by PDB ${by} to be deleted but it wasn't`;
        recorder.event({ ...pod, ...POD }, 'Warning', 'NotDeleted', text);
      }
      const status = budgetStatus(budget, { pods: selected, expected, pending, now });
      if (status) await write(budget, status);
      if (recheckMs !== undefined) return { requeueAfterMs: recheckMs + 1 };
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const budget = budgets.lister.get(key);
      if (!budget) return;
      try {
        return await sync(budget);
      } catch (error) {
        if (isConflict(error)) throw error;
        // Rather no eviction than one too many.
        await write(budget, failedStatus(budget, (error as Error).message, clock.now()));
        throw error;
      }
    }

    return [
      createController({
        name: 'disruption',
        informers: [budgets, pods, replicaSets, deployments, statefulSets, replicationControllers],
        setup,
        reconcile,
        ...loop,
      }),
      createStaleDisruptions(context),
    ];
  },
};
