import { isPodActive } from '@kubets/api';
import { isNotFound, nameOf, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import { createController, createExpectations, type Controller } from '@kubets/controller';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ControllerContext } from '../controllers/controller-context';
import { isNamespaceTerminating } from '../namespace-terminating';
import { claim } from '../ownership/claim';
import { rankForDeletion } from '../pods/deletion-ranking';
import { createPodControl } from './pod-control';
import { watchReplicas } from './replica-events';
import type { ReplicaKind, Replicated } from './replica-kind';
import { nextAvailabilityMs, replicaStatus, sameReplicaStatus } from './replica-status';
import { slowStart } from './slow-start';

/** At most so many pods are created or deleted for one owner in one round. */
const BURST_REPLICAS = 500;
/** When expectations have lapsed: should an event never have come, the owner is looked at again. */
const EXPECTATIONS_LAPSE_MS = 5 * 60_000 + 1000;

/**
 * Keeps spec.replicas pods running for every object of a kind. Expectations hold it back until its own creations and
 * deletions are seen in the cache, so that a slow watch never makes it create twice.
 */
export function createReplicaManager<T extends Replicated>(kind: ReplicaKind<T>, context: ControllerContext): Controller {
  const { client, informers, clock, loop } = context;
  const pods = informers.pods;
  const expectations = createExpectations({ clock });
  const podControl = createPodControl({ pods: client.pods, recorder: context.recorder(kind.component), ownerType: kind.type });

  const podsOf = (owner: T): Pod[] => pods.lister.byIndex('controller', uidOf(owner));

  async function claimPods(owner: T): Promise<Pod[]> {
    const orphans = pods.lister.byIndex('orphan', namespaceOf(owner));
    return claim({
      owner,
      ownerType: kind.type,
      selector: kind.selectorOf(owner),
      candidates: [...podsOf(owner), ...orphans].filter(isPodActive),
      client: client.pods,
      freshOwner: () => kind.client.get({ namespace: namespaceOf(owner), name: nameOf(owner) }),
    });
  }

  async function createMissing(owner: T, missing: number): Promise<void> {
    const key = objectKey(owner);
    const count = Math.min(missing, BURST_REPLICAS);
    expectations.expectCreations(key, count);
    const { succeeded, error } = await slowStart(count, async () => {
      try {
        await podControl.create(owner.spec?.template ?? {}, owner);
      } catch (failure) {
        // Every further attempt would fail too, and the owner is about to go: as good as done.
        if (!isNamespaceTerminating(failure)) throw failure;
        expectations.creationObserved(key);
      }
    });
    for (let skipped = succeeded; skipped < count; skipped++) expectations.creationObserved(key);
    if (error !== undefined) throw error;
  }

  async function deleteSurplus(owner: T, active: readonly Pod[], surplus: number): Promise<void> {
    const key = objectKey(owner);
    const related = kind.siblingsOf(owner).flatMap(podsOf).filter(isPodActive);
    const count = Math.min(surplus, BURST_REPLICAS);
    const doomed = count < active.length ? rankForDeletion(active, related, clock.now()).slice(0, count) : active;
    expectations.expectDeletions(key, doomed.map(objectKey));
    const results = await Promise.allSettled(
      doomed.map((pod) =>
        podControl.delete(pod, owner).catch((error: unknown) => {
          expectations.deletionObserved(key, objectKey(pod));
          if (!isNotFound(error)) throw error;
        }),
      ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async function writeStatus(owner: T, activePods: readonly Pod[], error: unknown): Promise<void> {
    const status = replicaStatus({ owner, activePods, error, now: clock.now() });
    if (sameReplicaStatus(owner.status, status)) return;
    await kind.client.updateStatus({ ...owner, status }).catch((failure: unknown) => {
      if (!isNotFound(failure)) throw failure;
    });
  }

  async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
    const owner = kind.informer.lister.get(key);
    if (!owner) return expectations.delete(key);
    const inStep = expectations.satisfied(key);
    const active = await claimPods(owner);
    let failure: unknown;
    if (inStep && owner.metadata?.deletionTimestamp === undefined) {
      const surplus = active.length - (owner.spec?.replicas ?? 1);
      const manage = surplus < 0 ? createMissing(owner, -surplus) : surplus > 0 ? deleteSurplus(owner, active, surplus) : undefined;
      await manage?.catch((error: unknown) => {
        failure = error;
      });
    }
    await writeStatus(owner, active, failure);
    if (failure !== undefined) throw failure;
    if (!inStep) return { requeueAfterMs: EXPECTATIONS_LAPSE_MS };
    const waitMs = nextAvailabilityMs(active, owner.spec?.minReadySeconds ?? 0, clock.now());
    if (waitMs !== undefined) return { requeueAfterMs: waitMs };
  }

  return createController({
    name: kind.controllerName,
    informers: [kind.informer, pods],
    setup: (enqueue) => watchReplicas({ kind, pods, expectations, enqueue }),
    reconcile,
    workers: kind.workers,
    ...loop,
  });
}
