import { findCondition, isConditionTrue, isSidecar, restartsAfter } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { Container, ContainerStatus, Pod, PodCondition, PodStatus } from '@kubets/proto-gen/core/v1';

/** Where the containers of a simulated pod are. */
export type Stage =
  | { kind: 'waiting'; reason: string }
  | { kind: 'running'; isReady: boolean; since: Date }
  | { kind: 'ended'; exitCode: number; since: Date; at: Date };

export interface SimulatedState {
  stage: Stage;
  restarts: number;
  /** How they ended before they were started again. */
  last?: { exitCode: number; since: Date; at: Date };
}

export interface PlaceOfPod {
  hostIp: string;
  podIp: string;
}

/**
 * The status that a kubelet writes of a pod in that state. Conditions of others stay.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export function podStatusOf(pod: Pod, state: SimulatedState, { hostIp, podIp }: PlaceOfPod, now: Date): PodStatus {
  const { stage } = state;
  const { containers = [], initContainers = [], readinessGates = [] } = pod.spec ?? {};
  const hasStarted = stage.kind !== 'waiting' || state.last !== undefined;
  const areReady = stage.kind === 'running' && stage.isReady;
  const gates = readinessGates.every(({ conditionType = '' }) =>
    isConditionTrue(pod.status?.conditions, conditionType),
  );
  const phase = phaseOf(pod, stage, hasStarted);
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  const notReady = isOver && phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady';
  const conditions = [
    conditionOf('PodReadyToStartContainers', hasStarted && !isOver),
    conditionOf('Initialized', hasStarted, 'ContainersNotInitialized'),
    conditionOf('ContainersReady', areReady, notReady),
    conditionOf('Ready', areReady && gates, areReady ? 'ReadinessGatesNotReady' : notReady),
    conditionOf('PodScheduled', true),
  ];
  return {
    phase,
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    ...(hasStarted ? { podIP: podIp, podIPs: [{ ip: podIp }] } : {}),
    startTime: pod.status?.startTime ?? rfc3339(now),
    observedGeneration: pod.metadata?.generation,
    conditions: merged(pod, conditions, now),
    ...(initContainers.length > 0
      ? { initContainerStatuses: initContainers.map((one) => initStatus(one, state, hasStarted, now)) }
      : {}),
    containerStatuses: containers.map((one) => containerStatus(one, state)),
  };
}

function phaseOf({ spec }: Pod, stage: Stage, hasStarted: boolean): string {
  if (stage.kind === 'running' || (stage.kind === 'waiting' && hasStarted)) return 'Running';
  if (stage.kind === 'waiting') return 'Pending';
  if (restartsAfter(stage.exitCode, spec?.containers?.[0] ?? {}, spec)) return 'Running';
  return stage.exitCode === 0 ? 'Succeeded' : 'Failed';
}

const conditionOf = (type: string, isTrue: boolean, reason?: string): PodCondition => ({
  type,
  status: isTrue ? 'True' : 'False',
  ...(isTrue || !reason ? {} : { reason }),
});

function merged({ metadata, status }: Pod, own: readonly PodCondition[], now: Date): PodCondition[] {
  const known = status?.conditions ?? [];
  const ours = own.map((condition) => {
    const before = findCondition(known, condition.type!);
    const lastTransitionTime = before?.status === condition.status ? before?.lastTransitionTime : undefined;
    return {
      ...condition,
      observedGeneration: metadata?.generation,
      lastTransitionTime: lastTransitionTime ?? rfc3339(now),
    };
  });
  return [...ours, ...known.filter(({ type }) => !own.some((condition) => condition.type === type))];
}

const identityOf = ({ name, image }: Container) => ({ name, image, imageID: `simulated://${image}` });

function containerStatus(container: Container, { stage, restarts, last }: SimulatedState): ContainerStatus {
  const isRunning = stage.kind === 'running';
  return {
    ...identityOf(container),
    ready: isRunning && stage.isReady,
    started: isRunning,
    restartCount: restarts,
    ...(stage.kind === 'waiting' ? {} : { containerID: `simulated://${container.name}/${restarts}` }),
    state: isRunning
      ? { running: { startedAt: rfc3339(stage.since) } }
      : stage.kind === 'ended'
        ? { terminated: terminatedOf(stage) }
        : { waiting: { reason: stage.reason } },
    ...(last ? { lastState: { terminated: terminatedOf(last) } } : {}),
  };
}

function initStatus(container: Container, state: SimulatedState, hasStarted: boolean, now: Date): ContainerStatus {
  if (isSidecar(container)) return containerStatus(container, state);
  const waiting = { ...identityOf(container), ready: false, started: false, restartCount: 0 };
  if (!hasStarted) return { ...waiting, state: { waiting: { reason: 'PodInitializing' } } };
  return { ...waiting, ready: true, state: { terminated: terminatedOf({ exitCode: 0, since: now, at: now }) } };
}

const terminatedOf = ({ exitCode, since, at }: { exitCode: number; since: Date; at: Date }) => ({
  exitCode,
  reason: exitCode === 0 ? 'Completed' : 'Error',
  startedAt: rfc3339(since),
  finishedAt: rfc3339(at),
});
