import { isSidecar } from '@kubets/api';
import type { ContainerStatus, Pod } from '@kubets/proto-gen/core/v1';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** The phase that a pod's container statuses amount to. `over` says that nothing will be started any more. */
export function podPhase(
  pod: Pod,
  statuses: { init: readonly ContainerStatus[]; containers: readonly ContainerStatus[] },
  over: boolean,
): PodPhase {
  const { restartPolicy = 'Always', containers = [], initContainers = [] } = pod.spec ?? {};
  const init = initContainers.map((container) => ({
    sidecar: isSidecar(container),
    progress: initProgress(
      statuses.init.find(({ name }) => name === container.name),
      isSidecar(container),
    ),
  }));
  const main = containers.map((container) =>
    mainProgress(statuses.containers.find(({ name }) => name === container.name)),
  );
  const count = (kind: MainProgress) => main.filter((progress) => progress === kind).length;

  const anyMainBegan = main.some((progress) => progress !== 'waiting');
  if (init.some(({ sidecar, progress }) => !sidecar && progress === 'failed') && (restartPolicy === 'Never' || over))
    return 'Failed';
  const pending = init.some(({ sidecar, progress }) =>
    sidecar ? progress === 'pending' && !anyMainBegan : progress !== 'done',
  );
  if (pending) return over ? 'Failed' : 'Pending';

  const stopped = count('succeeded') + count('failed');
  if (count('waiting') > 0) return over ? 'Failed' : 'Pending';
  if (count('running') > 0) return 'Running';
  if (stopped === 0) return 'Pending';
  const succeeded = count('failed') === 0;
  if (over) return succeeded ? 'Succeeded' : 'Failed';
  if (restartPolicy === 'Always') return 'Running';
  if (succeeded) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}

type MainProgress = 'waiting' | 'running' | 'succeeded' | 'failed';

/** One that waits to be started again counts by how it ended before. */
function mainProgress(status: ContainerStatus | undefined): MainProgress {
  const { running, terminated } = status?.state ?? {};
  if (running) return 'running';
  const ended = terminated ?? status?.lastState?.terminated;
  if (!ended) return 'waiting';
  return ended.exitCode === 0 ? 'succeeded' : 'failed';
}

function initProgress(status: ContainerStatus | undefined, sidecar: boolean): 'pending' | 'failed' | 'done' {
  const { running, terminated } = status?.state ?? {};
  if (sidecar) {
    if (running) return status?.started ? 'done' : 'pending';
    return terminated || status?.lastState?.terminated ? 'done' : 'pending';
  }
  const ended = terminated ?? (running ? undefined : status?.lastState?.terminated);
  if (!ended) return 'pending';
  if (ended.exitCode !== 0) return 'failed';
  return terminated ? 'done' : 'pending';
}
