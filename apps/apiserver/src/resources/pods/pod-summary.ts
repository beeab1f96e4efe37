import { isConditionTrue, isPodReady, isSidecar, isTerminalPhase, runningContainers } from '@kubets/api';
import type { ContainerState, ContainerStatus, Pod } from '@kubets/proto-gen/core/v1';

/** What `kubectl get pods` says of a pod in a line. */
export interface PodSummary {
  ready: number;
  total: number;
  /** `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating`, … */
  status: string;
  restarts: number;
  /** When a container last ended before it was started again. */
  lastRestart: string | undefined;
}

interface Restarts {
  count: number;
  last: string | undefined;
}

function addRestarts(restarts: Restarts, status: ContainerStatus): void {
  restarts.count += status.restartCount ?? 0;
  const finished = status.lastState?.terminated?.finishedAt;
  if (finished && (restarts.last === undefined || finished > restarts.last)) restarts.last = finished;
}

function terminatedText({ terminated }: ContainerState): string {
  if (terminated?.reason) return terminated.reason;
  return terminated?.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated?.exitCode ?? 0}`;
}

interface InitProgress {
  /** Set while an init container has yet to finish. */
  status: string | undefined;
  readySidecars: number;
  restarts: Restarts;
  sidecarRestarts: Restarts;
}

function initProgress(pod: Pod): InitProgress {
  const progress: InitProgress = {
    status: undefined,
    readySidecars: 0,
    restarts: { count: 0, last: undefined },
    sidecarRestarts: { count: 0, last: undefined },
  };
  const specs = pod.spec?.initContainers ?? [];
  const sidecars = new Set(specs.filter(isSidecar).map(({ name }) => name));
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const state = status.state ?? {};
    addRestarts(progress.restarts, status);
    if (sidecars.has(status.name)) addRestarts(progress.sidecarRestarts, status);
    if (state.terminated && (state.terminated.exitCode ?? 0) === 0) continue;
    if (sidecars.has(status.name) && status.started) {
      if (status.ready) progress.readySidecars++;
      continue;
    }
    const waiting = state.waiting?.reason;
    if (state.terminated) progress.status = `Init:${terminatedText(state)}`;
    else if (waiting && waiting !== 'PodInitializing') progress.status = `Init:${waiting}`;
    else progress.status = `Init:${index}/${specs.length}`;
    break;
  }
  return progress;
}

function phaseText({ status }: Pod): string {
  const gated = status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return gated ? 'SchedulingGated' : status?.reason || status?.phase || '';
}

/** The pod's line after its containers; the first container that has something to say wins. */
function containersText(pod: Pod, phase: string, restarts: Restarts): { status: string; ready: number } {
  let status = phase;
  let ready = 0;
  let running = false;
  for (const container of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    const state = container.state ?? {};
    addRestarts(restarts, container);
    if (state.waiting?.reason) status = state.waiting.reason;
    else if (state.terminated) status = terminatedText(state);
    else if (container.ready && state.running) {
      running = true;
      ready++;
    }
  }
  if (status === 'Completed' && running) status = isPodReady(pod) ? 'Running' : 'NotReady';
  return { status, ready };
}

function deletedText(pod: Pod, status: string): string {
  if (!pod.metadata?.deletionTimestamp) return status;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  const phase = pod.status?.phase;
  return isTerminalPhase(phase) ? status : 'Terminating';
}

export function summarizePod(pod: Pod): PodSummary {
  const total = runningContainers(pod).length;
  const init = initProgress(pod);
  let restarts = init.restarts;
  let status = init.status ?? phaseText(pod);
  let ready = init.readySidecars;
  if (init.status === undefined || isConditionTrue(pod.status?.conditions, 'Initialized')) {
    restarts = init.sidecarRestarts;
    const containers = containersText(pod, status, restarts);
    status = containers.status;
    ready += containers.ready;
  }
  return { ready, total, status: deletedText(pod, status), restarts: restarts.count, lastRestart: restarts.last };
}
