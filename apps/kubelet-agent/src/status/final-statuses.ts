import type { ContainerStatus, Pod } from '@kubets/proto-gen/core/v1';
import { isSidecar } from '@kubets/api';
import { initReady, terminalStatus } from './container-status';

interface Statuses {
  init: readonly ContainerStatus[];
  main: readonly ContainerStatus[];
}

/**
 * The statuses of a pod that is over. A container that was never seen to end counts as a failure only if it can have begun:
 * of the init containers those up to the last that did, and the pod's own once these are through. The others go on waiting.
 */
export function finalStatuses(
  pod: Pod,
  { init, main }: Statuses,
): { init: ContainerStatus[]; main: ContainerStatus[] } {
  const reached = Math.max(0, init.findLastIndex(began));
  const initialized = isInitialized(pod, { init, main });
  return {
    init: init.map((status, index) => (index <= reached ? terminalStatus(status) : atRest(status))),
    main: main.map((status) => (initialized ? terminalStatus(status) : atRest(status))),
  };
}

function isInitialized(pod: Pod, { init, main }: Statuses): boolean {
  const last = pod.spec?.initContainers?.at(-1);
  if (!last || main.some(began)) return true;
  const status = init.at(-1);
  if (!status) return false;
  if (isSidecar(last)) return status.state?.running !== undefined && status.started === true;
  return initReady(status) || status.lastState?.terminated?.exitCode === 0;
}

const began = ({ state, lastState }: ContainerStatus): boolean =>
  state?.waiting === undefined || lastState?.terminated !== undefined;
const atRest = (status: ContainerStatus): ContainerStatus => ({ ...status, ready: false, started: false });
