import { isSidecar, KILLED_EXIT_CODE, restartsAfter, sidecarsOf } from '@kubets/api';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod, RuntimeSandbox } from '../runtimes/runtime';
import { restartAll } from '../status/restart-all';
import { shouldStart } from './restart-policy';

export interface ContainerStart {
  container: Container;
  restartCount: number;
  /** How the try before it ended; what the wait before a restart counts from. */
  last?: RuntimeContainer;
}

export interface ContainerKill {
  container: Container;
  instance: RuntimeContainer;
  message: string;
  /** Without a grace period, nor a hook. */
  isAbrupt?: boolean;
}

export interface PodActions {
  /** Nothing more will run: stop everything for good. */
  finish: boolean;
  /** Set when the pod needs a (new) sandbox; whatever the old one holds is stopped first. */
  createSandbox?: { attempt: number };
  sandbox?: RuntimeSandbox;
  kill: ContainerKill[];
  /** In this order, one after the other. */
  start: ContainerStart[];
}

export interface PodActionsInput {
  pod: Pod;
  runtime: RuntimePod;
  hashOf(container: Container): string;
  /** Startup probe passed (or there is none). */
  started(container: Container, instance: RuntimeContainer): boolean;
  /** A liveness or startup probe gave up on it. */
  failedProbe(instance: RuntimeContainer): 'liveness' | 'startup' | undefined;
  /** It gets what is allocated to it only by being started anew. */
  resizeRestarts(container: Container): boolean;
  /** It was stopped to be started anew. */
  isRestarted(instance: RuntimeContainer): boolean;
  /** From the API: how often a container of that name was started, for those whose tries the runtime has lost. */
  knownRestarts(name: string): number | undefined;
}

/** Decides what has to be done to bring a pod's containers to what its spec says. */
export function computePodActions(input: PodActionsInput): PodActions {
  const actions = actionsForContainers(input);
  if (actions.finish || !actions.sandbox) return actions;
  return { ...actions, start: [...ephemeralStarts(input), ...actions.start] };
}

/** Ephemeral containers are started once, whatever the others do, and never again. */
function ephemeralStarts(input: PodActionsInput): ContainerStart[] {
  const { pod, runtime, knownRestarts } = input;
  return (pod.spec?.ephemeralContainers ?? [])
    .filter(
      ({ name = '' }) => !runtime.containers.some((one) => one.name === name) && knownRestarts(name) === undefined,
    )
    .map((container) => ({ container, restartCount: 0 }));
}

function actionsForContainers(input: PodActionsInput): PodActions {
  const { pod } = input;
  const sandbox = usableSandbox(pod, input.runtime);
  if (!sandbox) return withNewSandbox(input);
  const restart = restartAll(pod, input.runtime);
  if (restart && restart.kill.length > 0) {
    const kill = restart.kill.map((one) => ({
      ...one,
      message: `Stopping container ${one.container.name}`,
      isAbrupt: true,
    }));
    return { finish: false, sandbox, kill, start: [] };
  }
  const history = input.runtime;
  return bringUp({ ...input, runtime: restart?.runtime ?? history, history }, sandbox);
}

/** The input with what the runtime has beside of tries that count no more. */
interface BringUpInput extends PodActionsInput {
  history: RuntimePod;
}

function bringUp(input: BringUpInput, sandbox: RuntimeSandbox): PodActions {
  const { pod, runtime } = input;
  const actions: PodActions = { finish: false, sandbox, kill: [], start: [] };

  if (!anyMainContainerMade(pod, runtime, sandbox)) {
    const initialized = initialize(input, sandbox, actions);
    if (initialized !== 'done') {
      actions.finish = initialized === 'failed';
      return actions;
    }
  } else {
    keepSidecars(input, sandbox, actions);
  }

  let alive = 0;
  const restarts: ContainerStart[] = [];
  for (const container of pod.spec?.containers ?? []) {
    const newest = newestOf(runtime, container);
    if (newest?.state === 'running' && newest.sandboxId === sandbox.id) {
      const kill = killReason(container, newest, input);
      alive++;
      if (!kill) continue;
      actions.kill.push({ container, instance: newest, message: kill });
    } else if (shouldStart(pod, container, newest) || (newest && input.isRestarted(newest))) {
      if (newest?.state === 'unknown')
        actions.kill.push({
          container,
          instance: newest,
          message: `Container ${container.name} is in unknown state, try killing it before restart`,
        });
      restarts.push(startOf(container, input));
    }
  }
  if (alive === 0 && restarts.length === 0) return { ...actions, start: [], kill: [], finish: true };
  actions.start.push(...restarts);
  return actions;
}

function withNewSandbox(input: PodActionsInput): PodActions {
  const { pod, runtime } = input;
  const attempt = runtime.sandboxes.length === 0 ? 0 : runtime.sandboxes[0]!.attempt + 1;
  const { initContainers = [], containers = [] } = pod.spec ?? {};
  const finish: PodActions = { finish: true, kill: [], start: [] };
  // A pod that must not restart does not survive its sandbox.
  const mayRestart = containers.some((container) => restartsAfter(KILLED_EXIT_CODE, container, pod.spec));
  if (!mayRestart && attempt > 0 && runtime.containers.length > 0) return finish;
  const remaining = containers.filter((container) => {
    const newest = newestOf(runtime, container);
    return newest?.state !== 'exited' || restartsAfter(newest.exitCode, container, pod.spec);
  });
  if (remaining.length === 0) return finish;
  const first = initContainers[0];
  const past = { ...input, history: runtime };
  // The rest follows when the sandbox is there and the next look finds it.
  const start = first ? [startOf(first, past)] : remaining.map((container) => startOf(container, past));
  return { finish: false, createSandbox: { attempt }, kill: [], start };
}

/** Brings init containers on in order; says whether the pod's own containers may start. */
function initialize(input: BringUpInput, sandbox: RuntimeSandbox, actions: PodActions): 'done' | 'waiting' | 'failed' {
  const { pod, runtime } = input;
  for (const container of pod.spec?.initContainers ?? []) {
    const newest = runtime.containers.find(
      ({ name, sandboxId }) => name === container.name && sandboxId === sandbox.id,
    );
    if (newest?.state === 'running') {
      const kill = killReason(container, newest, input);
      if (kill) actions.kill.push({ container, instance: newest, message: kill });
      if (!kill && isSidecar(container) && input.started(container, newest)) continue;
      return 'waiting';
    }
    if (!isSidecar(container) && newest?.state === 'exited') {
      if (newest.exitCode === 0) continue;
      if (!restartsAfter(newest.exitCode, container, pod.spec)) return 'failed';
    }
    actions.start.push(startOf(container, input));
    return 'waiting';
  }
  return 'done';
}

/** Once the pod's own containers run, init containers are history, but sidecars are kept alive. */
function keepSidecars(input: BringUpInput, sandbox: RuntimeSandbox, actions: PodActions): void {
  for (const container of sidecarsOf(input.pod)) {
    const newest = newestOf(input.runtime, container);
    if (newest?.state === 'running' && newest.sandboxId === sandbox.id) {
      const kill = killReason(container, newest, input);
      if (kill) actions.kill.push({ container, instance: newest, message: kill });
    } else {
      actions.start.push(startOf(container, input));
    }
  }
}

function killReason(container: Container, instance: RuntimeContainer, input: PodActionsInput): string | undefined {
  if (instance.hash !== '' && instance.hash !== input.hashOf(container))
    return `Container ${container.name} definition changed, will be restarted`;
  if (input.resizeRestarts(container)) return `Container ${container.name} resize requires restart`;
  const failed = input.failedProbe(instance);
  if (!failed) return undefined;
  const restarts = restartsAfter(KILLED_EXIT_CODE, container, input.pod.spec);
  return `Container ${container.name} failed ${failed} probe${restarts ? ', will be restarted' : ''}`;
}

function usableSandbox(pod: Pod, runtime: RuntimePod): RuntimeSandbox | undefined {
  const [newest, ...older] = runtime.sandboxes;
  if (!newest?.ready || older.some(({ ready }) => ready)) return undefined;
  const hostNetwork = pod.spec?.hostNetwork === true;
  if (newest.hostNetwork !== hostNetwork) return undefined;
  return hostNetwork || newest.ips.length > 0 ? newest : undefined;
}

function anyMainContainerMade(pod: Pod, runtime: RuntimePod, sandbox: RuntimeSandbox): boolean {
  const names = new Set(pod.spec?.containers?.map(({ name }) => name));
  return runtime.containers.some(
    ({ name, sandboxId, state }) => names.has(name) && sandboxId === sandbox.id && state !== 'created',
  );
}

function startOf(container: Container, { history, knownRestarts }: BringUpInput): ContainerStart {
  const last = newestOf(history, container);
  const restartCount = last ? last.restartCount + 1 : (knownRestarts(container.name ?? '') ?? 0);
  return { container, restartCount, ...(last?.state === 'exited' ? { last } : {}) };
}

function newestOf(runtime: RuntimePod, container: Container): RuntimeContainer | undefined {
  return runtime.containers.find(({ name }) => name === container.name);
}
