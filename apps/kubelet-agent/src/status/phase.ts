import { isSidecar, restartsAfter } from '@kubets/api';
import type { Container, ContainerStatus, Pod, PodSpec } from '@kubets/proto-gen/core/v1';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/**
 * The phase that a pod's container statuses amount to. `over` says that nothing will be started any more, `restartsAll` that
 * what has ended is started anew, however it ended.
 */
export function podPhase(
  { spec = {} }: Pod,
  statuses: { init: readonly ContainerStatus[]; containers: readonly ContainerStatus[] },
  { over, restartsAll = false }: { over: boolean; restartsAll?: boolean },
): PodPhase {
  const { containers = [], initContainers = [] } = spec;
  const init = initContainers.map((container) => ({
    sidecar: isSidecar(container),
    progress: initProgress(statusOf(container, statuses.init), container, spec),
  }));
  const main = containers.map((container) => mainProgress(statusOf(container, statuses.containers), container, spec));

  const anyMainBegan = main.some((progress) => progress !== 'waiting');
  if (restartsAll && !over) return anyMainBegan ? 'Running' : 'Pending';
  if (init.some(({ progress }) => progress === 'failed' || (progress === 'again' && over))) return 'Failed';
  const pending = init.some(({ sidecar, progress }) =>
    sidecar ? progress === 'pending' && !anyMainBegan : progress !== 'done',
  );
  if (pending || main.includes('waiting')) return over ? 'Failed' : 'Pending';
  if (main.includes('running')) return 'Running';
  if (main.length === 0) return 'Pending';

  const ends = main.filter((progress): progress is Ended => typeof progress === 'object');
  if (!over && ends.some(({ restarts }) => restarts)) return 'Running';
  return ends.every(({ exitCode }) => exitCode === 0) ? 'Succeeded' : 'Failed';
}

const statusOf = ({ name }: Container, statuses: readonly ContainerStatus[]) =>
  statuses.find((status) => status.name === name);

interface Ended {
  exitCode: number;
  restarts: boolean;
}

/** One that waits to be started again counts by how it ended before. */
function mainProgress(
  status: ContainerStatus | undefined,
  container: Container,
  spec: PodSpec,
): 'waiting' | 'running' | Ended {
  const { running, terminated } = status?.state ?? {};
  if (running) return 'running';
  const ended = terminated ?? status?.lastState?.terminated;
  if (!ended) return 'waiting';
  const exitCode = ended.exitCode ?? 0;
  return { exitCode, restarts: restartsAfter(exitCode, container, spec) };
}

/** Of one that failed, whether it is tried again. */
function initProgress(
  status: ContainerStatus | undefined,
  container: Container,
  spec: PodSpec,
): 'pending' | 'failed' | 'again' | 'done' {
  const { running, terminated } = status?.state ?? {};
  if (isSidecar(container)) {
    if (running) return status?.started ? 'done' : 'pending';
    return terminated || status?.lastState?.terminated ? 'done' : 'pending';
  }
  const ended = terminated ?? (running ? undefined : status?.lastState?.terminated);
  if (!ended) return 'pending';
  const exitCode = ended.exitCode ?? 0;
  if (exitCode !== 0) return restartsAfter(exitCode, container, spec) ? 'again' : 'failed';
  return terminated ? 'done' : 'pending';
}
