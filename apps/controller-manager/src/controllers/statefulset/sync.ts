import { LABELS } from '@kubets/api';
import { ignoreNotFound, nameOf, namespaceOf, statusErrorFrom } from '@kubets/apimachinery';
import type { EventRecorder, KubeClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { ControllerRevision, StatefulSet, StatefulSetStatus } from '@kubets/proto-gen/apps/v1';
import type { Pod, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import type { OwnedPods } from '../../owned/owned-pods';
import type { OwnedRevisions } from '../../owned/owned-revisions';
import { ordinalOf, ordinalPod, type PodIdentity } from '../../owned/pod-identity';
import { templateData, templateOf } from '../../owned/revision-history';
import { slowStart } from '../../owned/slow-start';
import { nextAvailabilityMs } from '../../replicas/replica-status';
import type { ClaimControl } from './claim-control';
import { STATEFUL_SET } from './claim-owners';
import { withClaims } from './claims';
import { planSet, type Step } from './plan';
import { sameSetStatus, setStatus } from './set-status';
import { membersOf, revisionOfPod } from './set-pods';

export interface SetSync {
  client: Pick<KubeClient, 'pods' | 'statefulSets'>;
  pods: OwnedPods<StatefulSet>;
  revisions: OwnedRevisions<StatefulSet>;
  claims: ClaimControl;
  recorder: EventRecorder;
  clock: Clock;
}

type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;
const stepsOf = <Do extends Step['do']>(steps: readonly Step[], what: Do): StepOf<Do>[] =>
  steps.filter((step): step is StepOf<Do> => step.do === what);

function identityOf(set: StatefulSet, { ordinal, revision }: StepOf<'create'>): PodIdentity {
  const identity = ordinalPod(set, ordinal, set.spec?.serviceName || undefined);
  return {
    ...identity,
    labels: { ...identity.labels, [LABELS.controllerRevisionHash]: revision },
    spec: (spec) => withClaims(identity.spec!(spec), set, ordinal),
  };
}

/** Gives an adopted pod the labels of its number. */
async function identify({ client, recorder }: SetSync, set: StatefulSet, pod: Pod): Promise<void> {
  const labels = { [LABELS.podName]: nameOf(pod), [LABELS.podIndex]: String(ordinalOf(set, pod)) };
  const subject = { ...set, ...STATEFUL_SET };
  const text = `Update Pod ${nameOf(pod)} in StatefulSet ${nameOf(set)}`;
  try {
    await client.pods.patch(
      { namespace: namespaceOf(pod), name: nameOf(pod) },
      { type: 'merge', body: { metadata: { uid: pod.metadata?.uid, labels } } },
    );
    recorder.event(subject, 'Normal', 'SuccessfulUpdate', `${text} successful`);
  } catch (error) {
    recorder.event(subject, 'Warning', 'FailedUpdate', `${text} failed error: ${statusErrorFrom(error).message}`);
    throw error;
  }
}

async function createPods(
  { pods, claims }: SetSync,
  set: StatefulSet,
  creations: readonly StepOf<'create'>[],
  templateFor: (revision: string) => PodTemplateSpec,
): Promise<void> {
  const { error } = await slowStart(creations, ({ ordinal }) => claims.make(set, ordinal));
  if (error !== undefined) throw error;
  for (const revision of new Set(creations.map((step) => step.revision))) {
    const some = creations.filter((step) => step.revision === revision);
    await pods.create(
      set,
      templateFor(revision),
      some.map((step) => identityOf(set, step)),
    );
  }
}

async function carryOut(
  sync: SetSync,
  set: StatefulSet,
  steps: readonly Step[],
  templateFor: (revision: string) => PodTemplateSpec,
): Promise<void> {
  for (const { ordinal, pod } of stepsOf(steps, 'claim')) {
    await sync.claims.make(set, ordinal);
    await sync.claims.retain(set, pod);
  }
  for (const { pod } of stepsOf(steps, 'retain')) await sync.claims.retain(set, pod);
  for (const { pod } of stepsOf(steps, 'identify')) await identify(sync, set, pod);
  await createPods(sync, set, stepsOf(steps, 'create'), templateFor);
  await sync.pods.delete(
    set,
    stepsOf(steps, 'delete').map(({ pod }) => pod),
  );
}

/** A revision is needed as long as the set, or one of its pods, is of it. */
const liveNames = (status: StatefulSetStatus, pods: readonly Pod[]): Set<string | undefined> =>
  new Set([status.currentRevision, status.updateRevision, ...pods.map(revisionOfPod)]);

/** Brings the pods of one set a step nearer to what it asks for. Throws after the status says how far it came. */
export async function syncSet(
  sync: SetSync,
  set: StatefulSet,
  { owned, inStep }: { owned: readonly Pod[]; inStep: boolean },
): Promise<number | undefined> {
  const { client, clock, revisions } = sync;
  const history = await revisions.history(set);
  const recorded = await revisions.record(history, {
    owner: set,
    ownerType: STATEFUL_SET,
    data: templateData(set.spec?.template),
    labels: set.spec?.template?.metadata?.labels,
    annotations: set.metadata?.annotations,
    collisionCount: set.status?.collisionCount,
  });
  const current = history.find((one) => nameOf(one) === set.status?.currentRevision) ?? recorded.current;
  const names = { current: nameOf(current), update: nameOf(recorded.current) };
  const now = clock.now();
  const observed = { set, members: membersOf(set, owned, names), revisions: names, now };
  const isClaimStale = (ordinal: number) => sync.claims.isStale(set, ordinal);
  const steps = inStep ? planSet({ ...observed, isClaimStale }) : [];
  const byName = new Map<string, ControllerRevision>([
    [names.update, recorded.current],
    [names.current, current],
  ]);
  const { places, condemned } = observed.members;
  const pods = [...places.flatMap(({ pod }) => pod ?? []), ...condemned];
  let failure: unknown;
  let replaced = stepsOf(steps, 'delete').filter(
    ({ isUpdate, pod }) => isUpdate && revisionOfPod(pod) === names.current,
  ).length;
  await carryOut(sync, set, steps, (revision) => templateOf(byName.get(revision) ?? recorded.current)).catch(
    (error: unknown) => {
      failure = error;
      replaced = 0;
    },
  );
  const status = setStatus({
    ...observed,
    pods,
    collisionCount: recorded.collisionCount,
    replaced,
  });
  if (!sameSetStatus(set.status, status))
    await client.statefulSets.updateStatus({ ...set, status }).catch(ignoreNotFound);
  const live = liveNames(status, owned);
  live.add(names.current);
  const limit = set.spec?.revisionHistoryLimit ?? 10;
  if (limit >= 0) await revisions.truncate(history, { limit, isLive: (one) => live.has(nameOf(one)) });
  if (failure !== undefined) throw failure;
  return nextAvailabilityMs(pods, set.spec?.minReadySeconds ?? 0, now);
}
