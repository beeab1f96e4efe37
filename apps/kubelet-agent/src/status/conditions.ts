import { isSidecar, sidecarsOf } from '@kubets/api';
import type { ContainerStatus, Pod, PodCondition } from '@kubets/proto-gen/core/v1';
import type { PodPhase } from './phase';

export interface ConditionInput {
  pod: Pod;
  phase: PodPhase;
  init: readonly ContainerStatus[];
  containers: readonly ContainerStatus[];
  /** Why containers cannot be started yet; absent when the sandbox is there and has its addresses. */
  sandboxProblem?: string;
  /** Conditions that others maintain, for readiness gates. */
  others: readonly PodCondition[];
}

/** The conditions the kubelet answers for; times are set where they are published. */
export function podConditions(input: ConditionInput): PodCondition[] {
  const containersReady = containersReadyCondition(input);
  return [
    readyToStartCondition(input),
    initializedCondition(input),
    readyCondition(input, containersReady),
    containersReady,
    { type: 'PodScheduled', status: 'True' },
  ];
}

function readyToStartCondition({ sandboxProblem: message }: ConditionInput): PodCondition {
  const type = 'PodReadyToStartContainers';
  if (message === undefined) return { type, status: 'True' };
  return { type, status: 'False', reason: 'PodSandboxNotReady', message };
}

function containersReadyCondition({ pod, phase, init, containers }: ConditionInput): PodCondition {
  const type = 'ContainersReady';
  const wanted = [
    ...sidecarsOf(pod).map((container) => [container.name, init] as const),
    ...(pod.spec?.containers ?? []).map((container) => [container.name, containers] as const),
  ];
  const unready = wanted
    .filter(([name, statuses]) => !statuses.find((status) => status.name === name)?.ready)
    .map(([name]) => name);
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  if (unready.length === 0) return { type, status: 'True' };
  return {
    type,
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
}

function initializedCondition({ pod, phase, init, containers }: ConditionInput): PodCondition {
  const type = 'Initialized';
  if (phase === 'Succeeded') return { type, status: 'True', reason: 'PodCompleted' };
  const began = containers.some(({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated);
  if (began) return { type, status: 'True' };
  const incomplete = (pod.spec?.initContainers ?? [])
    .filter((container) => {
      const status = init.find(({ name }) => name === container.name);
      return isSidecar(container) ? !status?.started : !status?.ready;
    })
    .map(({ name }) => name);
  if (incomplete.length === 0) return { type, status: 'True' };
  return {
    type,
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.join(' ')}]`,
  };
}

function readyCondition({ pod, others }: ConditionInput, containersReady: PodCondition): PodCondition {
  const type = 'Ready';
  if (containersReady.status !== 'True') return { ...containersReady, type };
  const problems = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const found = others.find((condition) => condition.type === conditionType);
    if (!found) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    return found.status === 'True'
      ? []
      : [`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`];
  });
  if (problems.length === 0) return { type, status: 'True' };
  return { type, status: 'False', reason: 'ReadinessGatesNotReady', message: problems.join(', ') };
}
