import { isPodActive, isPodTerminal, isPodTerminating } from '@kubets/api';
import { ignoreNotFound } from '@kubets/apimachinery';
import { createController, type Controller } from '@kubets/controller';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ControllerContext } from '../controllers/controller-context';
import { createOwnedPods } from '../owned/owned-pods';
import { anyPod } from '../owned/pod-identity';
import { rankForDeletion } from '../pods/deletion-ranking';
import type { ReplicaKind, Replicated } from './replica-kind';
import { nextAvailabilityMs, replicaStatus, sameReplicaStatus } from './replica-status';

/** At most so many pods are created or deleted for one owner in one round. */
const BURST_REPLICAS = 500;
/** When expectations have lapsed: should an event never have come, the owner is looked at again. */
const EXPECTATIONS_LAPSE_MS = 5 * 60_000 + 1000;

/**
 * Keeps spec.replicas pods running for every object of a kind. Expectations hold it back until its own creations and
 * deletions are seen in the cache, so that a slow watch never makes it create twice.
 */
export function createReplicaManager<T extends Replicated>(
  kind: ReplicaKind<T>,
  context: ControllerContext,
): Controller {
  const { informers, clock, loop } = context;
  const pods = createOwnedPods({ kind, component: kind.component }, context);

  async function manage(owner: T, active: readonly Pod[]): Promise<void> {
    const surplus = active.length - (owner.spec?.replicas ?? 1);
    const count = Math.min(Math.abs(surplus), BURST_REPLICAS);
    if (surplus < 0)
      return pods.create(
        owner,
        owner.spec?.template ?? {},
        Array.from({ length: count }, () => anyPod(owner)),
      );
    if (surplus === 0) return;
    const related = kind.siblingsOf(owner).flatMap(pods.of).filter(isPodActive);
    await pods.delete(
      owner,
      count < active.length ? rankForDeletion(active, related, clock.now()).slice(0, count) : active,
    );
  }

  function terminatingPods(owner: T): number | undefined {
    if (!kind.countsTerminating) return undefined;
    const selector = kind.selectorOf(owner);
    return pods
      .of(owner)
      .filter((pod) => isPodTerminating(pod) && !isPodTerminal(pod) && selector.matches(pod.metadata?.labels)).length;
  }

  async function writeStatus(owner: T, activePods: readonly Pod[], error: unknown): Promise<void> {
    const terminating = terminatingPods(owner);
    const status = replicaStatus({ owner, activePods, terminating, error, now: clock.now() });
    if (sameReplicaStatus(owner.status, status)) return;
    await kind.client.updateStatus({ ...owner, status }).catch(ignoreNotFound);
  }

  async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
    const owner = kind.informer.lister.get(key);
    if (!owner) return pods.forget(key);
    const inStep = pods.inStep(key);
    const active = await pods.claim(owner, isPodActive);
    let failure: unknown;
    if (inStep && owner.metadata?.deletionTimestamp === undefined) {
      await manage(owner, active).catch((error: unknown) => {
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
    informers: [kind.informer, informers.pods],
    setup: pods.follow,
    reconcile,
    workers: kind.workers,
    ...loop,
  });
}
