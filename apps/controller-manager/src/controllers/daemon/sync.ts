import { LABELS } from '@kubets/api';
import { ignoreNotFound, nameOf, objectKey, semanticEqual } from '@kubets/apimachinery';
import type { EventRecorder, KubeClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { ControllerRevision, DaemonSet } from '@kubets/proto-gen/apps/v1';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import type { OwnedPods } from '../../owned/owned-pods';
import type { OwnedRevisions } from '../../owned/owned-revisions';
import { nodePod } from '../../owned/pod-identity';
import { templateData, type RecordedState } from '../../owned/revision-history';
import { nextAvailabilityMs } from '../../replicas/replica-status';
import { podsByNode, podTemplate, templateStateOf } from './daemon-pods';
import { daemonStatus, sameDaemonStatus } from './daemon-status';
import type { FailedPods } from './failed-pods';
import { nodeFitter } from './node-fit';
import { planDaemons, type Observation, type Plan } from './plan';
import { planUpdate } from './rolling-update';

export const DAEMON_SET = { apiVersion: 'apps/v1', kind: 'DaemonSet' };

/** At most so many pods are created, and so many deleted, for one set in one round. */
const BURST_REPLICAS = 250;

export interface DaemonSync {
  client: Pick<KubeClient, 'daemonSets'>;
  pods: OwnedPods<DaemonSet>;
  revisions: OwnedRevisions<DaemonSet>;
  failedPods: FailedPods;
  recorder: EventRecorder;
  clock: Clock;
}

/** Makes a pod that has ended go, saying so, unless its node has to wait. Returns what decides, and the shortest wait. */
function endedPods({ failedPods, recorder }: DaemonSync, set: DaemonSet) {
  let retryMs: number | undefined;
  const subject = { ...set, ...DAEMON_SET };
  function mayReplace(pod: Pod, node: string): boolean {
    const what = `daemon pod ${objectKey(pod)} on node ${node}, will try to`;
    if (pod.status?.phase === 'Succeeded') {
      recorder.event(subject, 'Normal', 'SucceededDaemonPod', `Found succeeded ${what} delete it`);
      return true;
    }
    const waitMs = failedPods.waitMs(set, node);
    if (waitMs > 0) {
      retryMs = Math.min(retryMs ?? waitMs, waitMs);
      return false;
    }
    recorder.event(subject, 'Warning', 'FailedDaemonPod', `Found failed ${what} kill it`);
    return true;
  }
  return { mayReplace, retryMs: () => retryMs };
}

async function carryOut({ pods }: DaemonSync, { set, state }: Observation, plan: Plan): Promise<void> {
  const nodes = plan.create.slice(0, BURST_REPLICAS);
  const creations = await Promise.allSettled([
    pods.create(
      set,
      podTemplate(set, state),
      nodes.map((node) => nodePod(set, node)),
    ),
    pods.delete(set, plan.delete.slice(0, BURST_REPLICAS)),
  ]);
  const failed = creations.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Earlier templates beyond the limit go, the oldest first, but for those that a pod is of. */
async function truncate(
  { revisions }: DaemonSync,
  set: DaemonSet,
  history: readonly ControllerRevision[],
  { current }: RecordedState,
  pods: readonly Pod[],
): Promise<void> {
  const hashes = new Set(pods.map(({ metadata }) => metadata?.labels?.[LABELS.controllerRevisionHash]));
  const old = history.filter((revision) => nameOf(revision) !== nameOf(current));
  const isLive = ({ metadata }: ControllerRevision): boolean =>
    hashes.has(metadata?.labels?.[LABELS.controllerRevisionHash]);
  const limit = Math.max(0, (set.spec?.revisionHistoryLimit ?? 10) - old.filter(isLive).length);
  await revisions.truncate(old, { limit, isLive });
}

async function writeStatus(
  { client }: DaemonSync,
  o: Observation,
  written: { collisionCount: number; inStep: boolean },
) {
  const status = daemonStatus(o);
  if (written.collisionCount > 0) status.collisionCount = written.collisionCount;
  if (written.inStep) status.observedGeneration = o.set.metadata?.generation;
  if (sameDaemonStatus(o.set.status, status)) return;
  await client.daemonSets.updateStatus({ ...o.set, status }).catch(ignoreNotFound);
}

/** Brings the pods of one set a step nearer to what it asks for. Returns when to look again, in ms. */
export async function syncDaemons(
  sync: DaemonSync,
  set: DaemonSet,
  { owned, nodes, inStep }: { owned: readonly Pod[]; nodes: readonly Node[]; inStep: boolean },
): Promise<number | undefined> {
  const { revisions, recorder, clock } = sync;
  if (semanticEqual(set.spec?.selector, {})) {
    const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
    recorder.event({ ...set, ...DAEMON_SET }, 'Warning', 'SelectingAll', message);
    return undefined;
  }
  const history = await revisions.history(set);
  const recorded = await revisions.record(history, {
    owner: set,
    ownerType: DAEMON_SET,
    data: templateData(set.spec?.template),
    labels: set.spec?.template?.metadata?.labels,
    annotations: set.metadata?.annotations,
    hashLabel: LABELS.controllerRevisionHash,
    collisionCount: set.status?.collisionCount,
  });
  const state = templateStateOf(set, recorded.current.metadata?.labels?.[LABELS.controllerRevisionHash] ?? '');
  const o: Observation = { set, state, nodes: nodes.map(nodeFitter(set)), byNode: podsByNode(owned), now: clock.now() };
  const ended = endedPods(sync, set);
  let failure: unknown;
  if (inStep) {
    const plan = planDaemons(o, ended.mayReplace);
    const isSettled = plan.create.length === 0 && plan.delete.length === 0;
    await carryOut(sync, o, isSettled ? planUpdate(o) : plan).catch((error: unknown) => {
      failure = error;
    });
    if (failure === undefined) await truncate(sync, set, history, recorded, owned);
  }
  await writeStatus(sync, o, { collisionCount: recorded.collisionCount, inStep: inStep });
  if (failure !== undefined) throw failure;
  const waits = [nextAvailabilityMs(owned, set.spec?.minReadySeconds ?? 0, o.now), ended.retryMs()];
  return waits.reduce((least, wait) => (wait === undefined ? least : Math.min(least ?? wait, wait)), undefined);
}
