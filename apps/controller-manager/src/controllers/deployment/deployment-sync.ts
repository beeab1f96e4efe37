import { ignoreNotFound, nameOf, namespaceOf, selectorFromLabelSelector, semanticEqual } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { Deployment, DeploymentStatus, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isComplete, observedStatus, pausedStatus, rolloutStatus, timeToDeadlineMs } from './deployment-status';
import { setsToCleanUp } from './history-cleanup';
import { createNewSet, refreshNewSet, revisionToWrite } from './new-replica-set';
import { applyScale, withUpdated, type DeploymentEvents } from './replica-set-writer';
import { isActive, oldPodsRunning, replicasOf, splitGenerations, type Generations } from './replica-sets';
import { REVISION, ROLLBACK_TO } from './revision';
import { resolveRollback, rollbackRequested } from './rollback';
import { scaleDownOld, scaleUpNew } from './rolling-update';
import { desiredReplicas, isRollingUpdate } from './rollout-limits';
import { isScalingEvent, scaleDeployment, type Scale } from './scaling';

export interface SyncOptions {
  client: Pick<KubeClient, 'deployments' | 'replicaSets'>;
  event: DeploymentEvents;
  clock: Clock;
  /** The pods that a ReplicaSet controls, from the cache. */
  podsOf(set: ReplicaSet): readonly Pod[];
}

/** Takes one step of a Deployment's way to its template and size, and writes down where it stands. */
export async function syncDeployment(
  o: SyncOptions,
  stored: Deployment,
  sets: readonly ReplicaSet[],
): Promise<void | { requeueAfterMs: number }> {
  const { client, clock, event } = o;
  const replicaSets = client.replicaSets;
  let deployment = stored;

  async function writeStatus(status: DeploymentStatus): Promise<void> {
    if (semanticEqual(status, stored.status ?? {})) return;
    deployment = await client.deployments.updateStatus({ ...deployment, status });
  }

  async function scale(generations: Generations, scales: readonly Scale[]): Promise<Generations> {
    const updated = await Promise.all(scales.map((step) => applyScale({ replicaSets, event }, deployment, step)));
    return withUpdated(generations, updated);
  }

  async function cleanUp(oldSets: readonly ReplicaSet[]): Promise<void> {
    for (const set of setsToCleanUp(deployment, oldSets)) {
      await replicaSets
        .delete({ namespace: namespaceOf(set), name: nameOf(set) }, { preconditions: { uid: set.metadata?.uid } })
        .catch(ignoreNotFound);
    }
  }

  /** Makes sure of the new set; undefined when it could not be had and the status says why. */
  async function withNewSet(generations: Generations): Promise<(Generations & { newSet: ReplicaSet }) | undefined> {
    const options = { deployment, generations, replicaSets, event, now: clock.now() };
    const result = generations.newSet
      ? await refreshNewSet({ ...options, newSet: generations.newSet })
      : await createNewSet(options);
    deployment = { ...deployment, status: result.status };
    if (result.outcome !== 'ready') {
      await writeStatus(result.status);
      if (result.outcome === 'failed') throw result.error;
      return undefined;
    }
    await recordRevision(result.newSet);
    return { ...generations, newSet: result.newSet };
  }

  async function recordRevision(newSet: ReplicaSet): Promise<void> {
    const revision = revisionToWrite(deployment, newSet);
    if (revision === undefined) return;
    const body = { metadata: { annotations: { [REVISION]: revision } } };
    const { metadata } = await client.deployments.patch(
      { namespace: namespaceOf(deployment), name: nameOf(deployment) },
      { type: 'merge', body },
    );
    // What is observed here is the generation that this sync began with, whatever came in between.
    deployment = { ...deployment, metadata: { ...metadata, generation: deployment.metadata?.generation } };
  }

  async function finish(generations: Generations): Promise<void | { requeueAfterMs: number }> {
    const status = rolloutStatus(deployment, generations, clock.now());
    await writeStatus(status);
    const deadlineMs = timeToDeadlineMs(deployment, status, clock.now());
    if (deadlineMs !== undefined) return { requeueAfterMs: deadlineMs };
  }

  async function resize(generations: Generations): Promise<void> {
    // The new set, if there is one, keeps its revision and history right even while nothing rolls out.
    const refreshed = generations.newSet ? ((await withNewSet(generations)) ?? generations) : generations;
    const scaled = await scale(refreshed, scaleDeployment(deployment, refreshed));
    if (deployment.spec?.paused) await cleanUp(scaled.oldSets);
    await writeStatus(observedStatus(deployment, scaled, clock.now()));
  }

  async function rollingUpdate(generations: Generations) {
    const ready = await withNewSet(generations);
    if (!ready) return;
    const up = scaleUpNew(deployment, ready);
    if (up) return finish(await scale(ready, [up]));
    const down = scaleDownOld(deployment, ready);
    if (down.length > 0) return finish(await scale(ready, down));
    if (isComplete(deployment, deployment.status)) await cleanUp(ready.oldSets);
    return finish(ready);
  }

  async function recreate(generations: Generations) {
    const known = generations.newSet ? await withNewSet(generations) : generations;
    if (!known) return;
    const active = known.oldSets.filter(isActive);
    if (active.length > 0)
      return finish(
        await scale(
          known,
          active.map((set) => ({ set, replicas: 0 })),
        ),
      );
    if (oldPodsRunning(known, o.podsOf)) return finish(known);
    const ready = known.newSet ? { ...known, newSet: known.newSet } : await withNewSet(known);
    if (!ready) return;
    const desired = desiredReplicas(deployment);
    const scaled =
      replicasOf(ready.newSet) === desired ? ready : await scale(ready, [{ set: ready.newSet, replicas: desired }]);
    if (isComplete(deployment, deployment.status)) await cleanUp(scaled.oldSets);
    return finish(scaled);
  }

  async function rollBack(requested: bigint): Promise<void> {
    const rollback = resolveRollback(deployment, sets, requested);
    const { [ROLLBACK_TO]: _done, ...annotations } = deployment.metadata?.annotations ?? {};
    const spec = rollback.outcome === 'done' ? { ...deployment.spec, template: rollback.template } : deployment.spec;
    await client.deployments.update({ ...deployment, metadata: { ...deployment.metadata, annotations }, spec });
    if (rollback.outcome === 'done')
      event(
        deployment,
        'Normal',
        'DeploymentRollback',
        `Rolled back deployment "${nameOf(deployment)}" to revision ${rollback.revision}`,
      );
    else if (rollback.outcome === 'unchanged')
      event(
        deployment,
        'Warning',
        'DeploymentRollbackTemplateUnchanged',
        `The rollback revision contains the same template as current deployment "${nameOf(deployment)}"`,
      );
    else
      event(
        deployment,
        'Warning',
        'DeploymentRollbackRevisionNotFound',
        requested === 0n ? 'Unable to find last revision.' : 'Unable to find the revision to rollback to.',
      );
  }

  const generations = splitGenerations(deployment, sets);
  if (deployment.metadata?.deletionTimestamp !== undefined)
    return writeStatus(observedStatus(deployment, generations, clock.now()));
  deployment = { ...deployment, status: pausedStatus(deployment, clock.now()) };
  if (deployment.spec?.paused) return resize(generations);
  const requested = rollbackRequested(deployment);
  if (requested !== undefined) return rollBack(requested);
  if (isScalingEvent(deployment, generations)) return resize(generations);
  return isRollingUpdate(deployment) ? rollingUpdate(generations) : recreate(generations);
}

/** A selector that takes every pod would fight with every other controller: nothing is done but saying so. */
export async function refuseToSelectAll(
  o: Pick<SyncOptions, 'client' | 'event'>,
  deployment: Deployment,
): Promise<boolean> {
  if (!selectorFromLabelSelector(deployment.spec?.selector).isEmpty() || deployment.spec?.selector === undefined)
    return false;
  o.event(
    deployment,
    'Warning',
    'SelectingAll',
    'This deployment is selecting all pods. A non-empty selector is required.',
  );
  if ((deployment.status?.observedGeneration ?? 0) < (deployment.metadata?.generation ?? 0)) {
    await o.client.deployments.updateStatus({
      ...deployment,
      status: { ...deployment.status, observedGeneration: deployment.metadata?.generation },
    });
  }
  return true;
}
