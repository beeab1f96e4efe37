import { isSidecar, isTerminalPhase, mayRestartAll, podQuantities, qosClassOf, quantityTexts } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type {
  Container,
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
  ResourceRequirements,
  ResourceStatus,
} from '@kubets/proto-gen/core/v1';
import type { Verdict } from './verdict';
import { restartAll, type RestartAll } from './restart-all';
import type { RuntimeContainer, RuntimePod, RuntimeSandbox } from '../runtimes/runtime';
import { podConditions } from './conditions';
import { containerStatus, initReady } from './container-status';
import { finalStatuses } from './final-statuses';
import { podPhase, type PodPhase } from './phase';

export interface PodStatusInput {
  /** With the resources that are allocated to it. */
  pod: Pod;
  /** The last status, whether the API has it already or not. */
  previous: PodStatus;
  runtime: RuntimePod;
  runtimeName: string;
  /** Why containers can't start, by name. */
  problems: ReadonlyMap<string, { reason: string; message: string }>;
  started(container: Container, instance: RuntimeContainer): boolean;
  ready(container: Container, instance: RuntimeContainer): boolean;
  /** What a container has been given, which may differ from what is allocated to it. */
  given(container: Container): ResourceRequirements;
  /** Whether the runtime can make all below a mount read-only. */
  canRecursiveReadOnly: boolean;
  /** How the devices are that a container has. */
  deviceHealth(container: Container): ResourceStatus[];
  /** The conditions that tell of a resize. */
  resizes: readonly PodCondition[];
  hostIps: readonly string[];
  /** Ends the pod whatever its containers do: an admission failure or a deadline. */
  verdict?: Verdict;
  /** Nothing will be started any more. */
  over: boolean;
  /** Over, and nothing runs: what is not known now will not become known. */
  final: boolean;
  now: Date;
}

/** The status of a pod, from everything known about it. Times of conditions are set where it is published. */
export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, previous, runtime, verdict } = input;
  const { initContainers = [], containers = [] } = pod.spec ?? {};
  const waitingReason = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const make = (container: Container, known: readonly ContainerStatus[] | undefined) =>
    statusOf(container, known, waitingReason, input);
  const init = initContainers.map((container) => {
    const status = make(container, previous.initContainerStatuses);
    return isSidecar(container)
      ? status
      : { ...status, ready: initReady(status), started: status.state?.running !== undefined };
  });
  const main = containers.map((container) => {
    const health = input.deviceHealth(container);
    const status = make(container, previous.containerStatuses);
    return health.length > 0 ? { ...status, allocatedResourcesStatus: health } : status;
  });
  const ephemeral = (pod.spec?.ephemeralContainers ?? []).map((container) =>
    // Whether they are ready is of no concern to anybody.
    ({ ...make(container, previous.ephemeralContainerStatuses), ready: false }),
  );

  const restarting = restartAll(pod, runtime);
  const phase = verdict
    ? 'Failed'
    : (settledPhase(previous.phase) ??
      podPhase(
        pod,
        { init, containers: main },
        { over: input.over && input.final, restartsAll: restarting?.isUnderWay },
      ));
  const sandbox = runtime.sandboxes[0];
  const hostNetwork = pod.spec?.hostNetwork === true;
  const podIps = hostNetwork ? (sandbox?.ready ? [...input.hostIps] : []) : sandbox?.ready ? sandbox.ips : [];
  // A pod that is over keeps the address it had, for whoever looks for its traces.
  const shownIps = podIps.length > 0 ? podIps : (previous.podIPs ?? []).map(({ ip }) => ip!).filter(Boolean);
  const sandboxProblem = sandboxProblemOf(sandbox, podIps);
  const refused = isRefused(input);
  const published = refused
    ? { init: [], main: [] }
    : input.final
      ? finalStatuses(pod, { init, main })
      : { init, main };
  const readyInit = published.init.map((status, index) =>
    isSidecar(initContainers[index]!) ? status : { ...status, ready: initReady(status) },
  );

  return {
    phase,
    ...(verdict
      ? { reason: verdict.reason, message: verdict.message }
      : previous.phase === phase
        ? { reason: previous.reason, message: previous.message }
        : {}),
    conditions: [
      ...podConditions({
        pod,
        phase,
        init: readyInit,
        containers: published.main,
        ...(sandboxProblem !== undefined && { sandboxProblem }),
        others: pod.status?.conditions ?? [],
      }),
      ...(mayRestartAll(pod) ? [allRestarting(phase, restarting)] : []),
      ...(isTerminalPhase(phase) ? [] : input.resizes),
      ...(verdict?.isDisruption ? [disruptionTarget(verdict)] : []),
    ],
    hostIP: input.hostIps[0],
    hostIPs: input.hostIps.map((ip) => ({ ip })),
    ...(shownIps.length > 0 ? { podIP: shownIps[0], podIPs: shownIps.map((ip) => ({ ip })) } : {}),
    startTime: previous.startTime ?? rfc3339(input.now),
    ...(readyInit.length > 0 ? { initContainerStatuses: readyInit } : {}),
    ...(refused ? {} : { containerStatuses: published.main }),
    ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: ephemeral } : {}),
    ...(refused ? {} : podResources(input)),
    qosClass: qosClassOf(pod),
  };
}

/** In Kubernetes' words; undefined when containers can be started. */
function sandboxProblemOf(sandbox: RuntimeSandbox | undefined, ips: readonly string[]): string | undefined {
  if (!sandbox) return 'no pod sandbox exists';
  if (!sandbox.ready) return 'pod sandbox is not ready';
  return ips.length === 0 ? 'pod sandbox has no IP address' : undefined;
}

function allRestarting(phase: PodPhase, restarting: RestartAll | undefined): PodCondition {
  const type = 'AllContainersRestarting';
  if (isTerminalPhase(phase))
    return { type, status: 'False', reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' };
  if (!restarting || restarting.kill.length === 0) return { type, status: 'False' };
  return {
    type,
    status: 'True',
    reason: 'RestartAllContainersStarted',
    message: 'container exited with restart policy rule',
  };
}

/** https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions */
const disruptionTarget = ({ message }: Verdict): PodCondition => ({
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'TerminationByKubelet',
  message,
});

/** What the pod as a whole is allocated, and has. */
function podResources({ pod, given, runtime }: PodStatusInput): Pick<PodStatus, 'allocatedResources' | 'resources'> {
  const runs = (name: string | undefined) => runtime.containers.find((one) => one.name === name)?.state === 'running';
  const withGiven = (container: Container): Container =>
    runs(container.name) ? { ...container, resources: given(container) } : container;
  const { initContainers, containers } = pod.spec ?? {};
  const actual: Pod = {
    spec: { ...pod.spec, initContainers: initContainers?.map(withGiven), containers: containers?.map(withGiven) },
  };
  const textsOf = (of: Pod, side: 'requests' | 'limits') => quantityTexts(podQuantities(of, side));
  const filled = (texts: Record<string, string>) => (Object.keys(texts).length > 0 ? texts : undefined);
  const [allocated, requests, limits] = [
    filled(textsOf(pod, 'requests')),
    filled(textsOf(actual, 'requests')),
    filled(textsOf(actual, 'limits')),
  ];
  return {
    ...(allocated ? { allocatedResources: allocated } : {}),
    resources: { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) },
  };
}

/** The node never took it: there is nothing to say of its containers. */
function isRefused({ previous, runtime, verdict }: PodStatusInput): boolean {
  const untouched =
    runtime.sandboxes.length === 0 && runtime.containers.length === 0 && !previous.containerStatuses?.length;
  return untouched && (verdict !== undefined || settledPhase(previous.phase) !== undefined);
}

/** A pod that has ended does not come back. */
function settledPhase(phase: string | undefined): PodPhase | undefined {
  return isTerminalPhase(phase) ? phase : undefined;
}

function statusOf(
  container: Container,
  known: readonly ContainerStatus[] | undefined,
  waitingReason: string,
  input: PodStatusInput,
): ContainerStatus {
  const instances = input.runtime.containers.filter(({ name }) => name === container.name);
  const newest = instances[0];
  const running = newest?.state === 'running' ? newest : undefined;
  return containerStatus(container, {
    previous: known?.find(({ name }) => name === container.name),
    instances,
    problem: input.over ? undefined : input.problems.get(container.name ?? ''),
    started: running !== undefined && input.started(container, running),
    ready: running !== undefined && input.ready(container, running),
    waitingReason,
    runtimeName: input.runtimeName,
    canRecursiveReadOnly: input.canRecursiveReadOnly,
    given: running ? input.given(container) : (container.resources ?? {}),
  });
}
