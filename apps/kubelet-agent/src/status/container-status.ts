import { rfc3339 } from '@kubets/apimachinery';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  ResourceRequirements,
  VolumeMount,
} from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer } from '../runtimes/runtime';
import { isRecursivelyReadOnly } from '../volumes/recursive-read-only';

/** What is known of one container apart from the runtime. */
export interface ContainerView {
  /** As the API was told last. */
  previous?: ContainerStatus;
  /** All tries the runtime still has, newest first. */
  instances: readonly RuntimeContainer[];
  /** Why it can't be started for now. */
  problem?: { reason: string; message: string };
  /** Whether the startup probe passed and the readiness probe says yes; of the newest try. */
  started: boolean;
  ready: boolean;
  /** Reason to show while nothing was tried: ContainerCreating or PodInitializing. */
  waitingReason: string;
  runtimeName: string;
  /** What it has of the node: of one that does not run, what it is going to have. */
  given: ResourceRequirements;
  /** Whether the runtime can make all below a mount read-only. */
  canRecursiveReadOnly: boolean;
}

const LOST_MESSAGE = 'The container could not be located when the pod was deleted.  The container used to be Running';
const UNKNOWN_MESSAGE = 'The container could not be located when the pod was terminated';
const UNKNOWN_EXIT_CODE = 137;

/** The API's status of a container that is not an ordinary init container's success (see initReady). */
export function containerStatus(container: Container, view: ContainerView): ContainerStatus {
  const [newest, older] = view.instances;
  const status = newest ? fromInstance(container, newest, older, view) : fromMemory(container, view);
  if (view.problem && !status.state?.running) {
    if (status.state?.terminated) status.lastState = status.state;
    status.state = { waiting: { reason: view.problem.reason, message: view.problem.message } };
  }
  const running = status.state?.running !== undefined;
  status.started = running && view.started;
  status.ready = running && view.started && view.ready;
  return status;
}

function fromInstance(
  container: Container,
  newest: RuntimeContainer,
  older: RuntimeContainer | undefined,
  view: ContainerView,
): ContainerStatus {
  const last = older ? stateOf(older, view) : newest.restartCount > 0 ? view.previous?.lastState : undefined;
  return {
    name: container.name,
    state: stateOf(newest, view),
    lastState: last?.terminated ? last : {},
    ready: false,
    restartCount: newest.restartCount,
    image: newest.image || container.image,
    imageID: newest.imageRef,
    containerID: idOf(newest, view),
    ...(newest.user && { user: { linux: newest.user } }),
    ...resourcesOf(container, view),
  };
}

/** The runtime has nothing of it: either it was not made yet, or what was is gone. */
function fromMemory(container: Container, view: ContainerView): ContainerStatus {
  const { previous, waitingReason } = view;
  const blank: ContainerStatus = {
    name: container.name,
    state: { waiting: { reason: waitingReason } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: container.image,
    imageID: '',
    ...resourcesOf(container, view),
  };
  if (!previous) return blank;
  if (previous.state?.terminated) return { ...previous };
  const kept = { ...blank, restartCount: previous.restartCount ?? 0, lastState: previous.lastState ?? {} };
  if (!previous.state?.running) return kept;
  return {
    ...kept,
    restartCount: kept.restartCount + 1,
    lastState: {
      terminated: {
        exitCode: UNKNOWN_EXIT_CODE,
        reason: 'ContainerStatusUnknown',
        message: LOST_MESSAGE,
        startedAt: previous.state.running.startedAt,
        containerID: previous.containerID,
      },
    },
  };
}

function stateOf(instance: RuntimeContainer, view: ContainerView): ContainerState {
  // How a try ended does not change any more, but its last word is lost with the pod's directory.
  const told = [view.previous?.state, view.previous?.lastState].find(
    (state) => state?.terminated?.containerID === idOf(instance, view),
  );
  if (instance.state === 'exited' && told) return told;
  switch (instance.state) {
    case 'created':
      return { waiting: { reason: view.waitingReason } };
    case 'running':
      return { running: { startedAt: time(instance.startedAtMs) } };
    case 'exited':
      return {
        terminated: {
          exitCode: instance.exitCode,
          reason: instance.reason || (instance.exitCode === 0 ? 'Completed' : 'Error'),
          ...(instance.message ? { message: instance.message } : {}),
          // One that never started has only the time at which it failed to.
          startedAt: time(instance.startedAtMs ?? instance.finishedAtMs),
          finishedAt: time(instance.finishedAtMs),
          containerID: idOf(instance, view),
        },
      };
    case 'unknown':
      return {
        terminated: {
          exitCode: UNKNOWN_EXIT_CODE,
          reason: 'ContainerStatusUnknown',
          message: UNKNOWN_MESSAGE,
          containerID: idOf(instance, view),
        },
      };
  }
}

/** An ordinary init container is ready when it has succeeded. */
export function initReady(status: ContainerStatus): boolean {
  return status.state?.terminated?.exitCode === 0 && status.state.terminated.reason !== 'ContainerStatusUnknown';
}

/** What remains to be said when the pod is over and a container was never seen to end. */
export function terminalStatus(status: ContainerStatus): ContainerStatus {
  if (status.state?.terminated) return { ...status, ready: false, started: false };
  const neverRan =
    status.state?.waiting !== undefined && status.lastState?.terminated === undefined && !status.containerID;
  const reason = 'ContainerStatusUnknown';
  return {
    ...status,
    ready: false,
    started: false,
    state:
      status.lastState?.terminated && status.state?.waiting
        ? { terminated: status.lastState.terminated }
        : {
            terminated: {
              exitCode: UNKNOWN_EXIT_CODE,
              reason,
              message: UNKNOWN_MESSAGE,
              ...(neverRan ? {} : { containerID: status.containerID }),
            },
          },
  };
}

function resourcesOf(
  container: Container,
  { given: { requests, limits }, canRecursiveReadOnly }: ContainerView,
): Pick<ContainerStatus, 'resources' | 'allocatedResources' | 'volumeMounts'> {
  const allocated = container.resources?.requests;
  return {
    ...(allocated ? { allocatedResources: allocated } : {}),
    // Empty as well: it tells that the node can resize.
    resources: { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) },
    ...(container.volumeMounts?.length
      ? {
          volumeMounts: container.volumeMounts.map((mount) => ({
            name: mount.name,
            mountPath: mount.mountPath,
            ...(mount.readOnly ? { readOnly: true, recursiveReadOnly: recursion(mount, canRecursiveReadOnly) } : {}),
          })),
        }
      : {}),
  };
}

/** One that cannot be as it is asked to is not mounted at all. */
function recursion(mount: VolumeMount, isSupported: boolean): 'Enabled' | 'Disabled' {
  try {
    return isRecursivelyReadOnly(mount, isSupported) ? 'Enabled' : 'Disabled';
  } catch {
    return 'Disabled';
  }
}

const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : rfc3339(new Date(ms)));
const idOf = (instance: RuntimeContainer, { runtimeName }: ContainerView): string => `${runtimeName}://${instance.id}`;
