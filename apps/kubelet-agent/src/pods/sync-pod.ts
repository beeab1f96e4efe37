import type { Backoff } from '@kubets/component';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { podResolverConfig, type ClusterDns } from '../dns/resolver-config';
import { sandboxHostname } from '../dns/hosts-file';
import type { DeviceClaims } from '../dra/device-claims';
import type { PodGroups } from '../groups/pod-groups';
import type { Proxies } from '../network/proxies';
import type { ProbeManager } from '../probes/probe-manager';
import type { RuntimePod, RuntimeSandbox, SandboxSpec } from '../runtimes/runtime';
import { hasOwnUsers, unsupportedUsers } from '../user-namespaces/own-users';
import type { UserNamespaces } from '../user-namespaces/user-namespaces';
import type { StatusManager } from '../status/status-manager';
import { VolumeError, type VolumeManager } from '../volumes/volume-manager';
import type { VolumeSources } from '../volumes/volume-kind';
import type { VolumeRefresher } from '../volumes/volume-refresher';
import { computePodActions, type ContainerKill, type PodActions } from './compute-pod-actions';
import { containerHash } from './container-hash';
import { resizeRestarts } from '../resize/compute-resizes';
import { resizeContainers } from '../resize/resize-containers';
import { ContainerProblem } from '../status/container-problem';
import { boundedGrace } from './grace-period';
import { killPod } from './kill-pod';
import type { KillContainerOptions } from './kill-container';
import { prunable } from './prune-pod';
import { startContainer, type StartContainerOptions } from './start-container';

export interface SyncPodOptions extends StartContainerOptions, KillContainerOptions {
  status: StatusManager;
  probes: ProbeManager;
  volumes: VolumeManager;
  volumeSources(pod: Pod, podIps: readonly string[]): VolumeSources;
  refresher: VolumeRefresher;
  devices: DeviceClaims;
  userNamespaces: UserNamespaces;
  clusterDns(): Promise<ClusterDns>;
  /** What the pod's RuntimeClass says of the sandbox. @throws Error when there is no such class. */
  runtimeHandler(pod: Pod): Promise<Pick<SandboxSpec, 'runtimeHandler'>>;
  proxies: Proxies;
  groups: PodGroups;
  /** Why pods can't have a network now, if they can't. */
  networkProblem(): string | undefined;
}

export interface SyncPodInput {
  pod: Pod;
  runtimePod: RuntimePod;
  problems: Map<string, { reason: string; message: string }>;
  /** IDs of containers that were stopped to be started anew with other resources. */
  restarted: Set<string>;
  /** How long to wait after volumes or the sandbox failed again. */
  delays: Backoff;
  signal: AbortSignal;
  observe(): Promise<RuntimePod>;
  /** Shows the API what there is so far. */
  publish(runtimePod: RuntimePod): void;
  /** Stops a container in the background; the worker is woken when it has ended. */
  kill(kill: ContainerKill): void;
}

export interface SyncPodResult {
  /** Nothing more will run. */
  finished: boolean;
  /** Look again at once: the next step may follow. */
  progressed: boolean;
  retryAfterMs?: number;
}

const waiting = (retryAfterMs: number): SyncPodResult => ({ finished: false, progressed: false, retryAfterMs });
// Workers are woken when the network becomes ready; this is for good measure.
const NETWORK_RETRY_MS = 10_000;
const RESIZE_RETRY_MS = 10_000;

/** One step of bringing a pod to life and keeping it there: volumes, sandbox, init containers, containers. */
export async function syncPod(input: SyncPodInput, o: SyncPodOptions): Promise<SyncPodResult> {
  const { pod, signal } = input;
  const hostNetwork = pod.spec?.hostNetwork === true;
  const networkProblem = hostNetwork ? undefined : o.networkProblem();
  const restartsToResize = (container: Container) => resizeRestarts(container, o.resizes.given(pod, container));
  const decide = (runtime: RuntimePod): PodActions =>
    computePodActions({
      pod,
      runtime,
      hashOf: containerHash,
      started: (container, instance) => o.probes.started(container, instance),
      failedProbe: (instance) => o.probes.failed(instance),
      resizeRestarts: restartsToResize,
      isRestarted: ({ id }) => input.restarted.has(id),
      knownRestarts: (name) => knownRestarts(pod, o, name),
    });

  const actions = decide(input.runtimePod);
  if (actions.finish) return { finished: true, progressed: false };
  for (const kill of actions.kill) {
    if (restartsToResize(kill.container)) input.restarted.add(kill.instance.id);
    input.kill(kill);
  }
  const resized = await resizeContainers(pod, input.runtimePod, o);
  if (resized === 'failed') input.publish(input.runtimePod);
  if (!actions.createSandbox && actions.start.length === 0) {
    await prune(input.runtimePod, pod, o);
    const progressed = resized === 'done';
    return resized === 'failed' ? waiting(RESIZE_RETRY_MS) : { finished: false, progressed };
  }
  if (networkProblem) {
    o.events.pod(pod, 'Warning', 'NetworkNotReady', `network is not ready: ${networkProblem}`);
    return waiting(NETWORK_RETRY_MS);
  }

  let runtimePod = input.runtimePod;
  const podIps = () => (hostNetwork ? o.node.ips() : (runtimePod.sandboxes[0]?.ips ?? []));
  let volumes: Map<string, string>;
  try {
    volumes = await o.volumes.setUp(pod, o.volumeSources(pod, podIps()));
    o.refresher.watchTokens(pod);
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    for (const { volume, message } of error.problems)
      o.events.pod(pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${message}`);
    return waiting(input.delays.next());
  }
  if (signal.aborted) return waiting(0);

  const attempt = actions.createSandbox?.attempt ?? actions.sandbox!.attempt;
  const sandboxSpec = await specOfSandbox(pod, attempt, o);
  if (actions.createSandbox) {
    const created = await createSandbox(input, sandboxSpec, o);
    if (!created) return waiting(input.delays.next());
    runtimePod = await input.observe();
    input.publish(runtimePod);
    // The proxy learns the address from the status just published; nothing of the pod runs before it has.
    if (!hostNetwork) await o.proxies.enforced(podIps(), signal);
  }
  const sandbox = runtimePod.sandboxes.find(({ ready }) => ready);
  if (!sandbox) return waiting(input.delays.next());
  input.delays.reset();
  return startAll(input, actions, { sandbox, sandboxSpec, volumes, runtimePod }, o);
}

async function startAll(
  input: SyncPodInput,
  actions: PodActions,
  made: {
    sandbox: RuntimeSandbox;
    sandboxSpec: SandboxSpec;
    volumes: ReadonlyMap<string, string>;
    runtimePod: RuntimePod;
  },
  o: SyncPodOptions,
): Promise<SyncPodResult> {
  const { pod, problems, signal } = input;
  let progressed = false;
  let retryAfterMs: number | undefined;
  for (const start of actions.start) {
    if (signal.aborted) break;
    const name = start.container.name ?? '';
    try {
      await startContainer({ pod, start, ...made, signal }, o);
      problems.delete(name);
      progressed = true;
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof ContainerProblem)) throw error;
      const { reason, message } = error;
      problems.set(name, { reason, message });
      if (tellsItself(reason))
        o.events.container(
          pod,
          start.container,
          'Warning',
          'Failed',
          `Error: ${reason.startsWith('ErrImage') || reason.startsWith('ImagePull') ? reason : message}`,
        );
      retryAfterMs = Math.min(retryAfterMs ?? Infinity, retryDelay(error));
    }
  }
  return { finished: false, progressed, retryAfterMs };
}

const tellsItself = (reason: string) => reason !== 'CrashLoopBackOff' && reason !== 'PostStartHookError';

/** A failed pull is soon shown as a back-off, and goes on waiting then; most other things may be mended any time. */
function retryDelay({ reason, retryAfterMs }: ContainerProblem): number {
  if (reason === 'ErrImagePull') return 2000;
  return retryAfterMs ?? 5000;
}

async function createSandbox(
  { pod, runtimePod, signal }: SyncPodInput,
  spec: SandboxSpec,
  o: SyncPodOptions,
): Promise<boolean> {
  if (runtimePod.sandboxes.length > 0) {
    o.events.pod(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    await killPod(
      {
        pod,
        runtimePod,
        graceSeconds: boundedGrace(pod.spec?.terminationGracePeriodSeconds),
        podIp: runtimePod.sandboxes[0]!.ips[0] ?? '',
      },
      o,
    );
  }
  if (signal.aborted) return false;
  try {
    await o.devices.prepare(pod);
  } catch (error) {
    const message = `Failed to prepare dynamic resources: ${(error as Error).message}`;
    o.events.pod(pod, 'Warning', 'FailedPrepareDynamicResources', message);
    return false;
  }
  if (signal.aborted) return false;
  try {
    const handler = await o.runtimeHandler(pod);
    const unsupported = unsupportedUsers(pod, o.features(), handler.runtimeHandler);
    if (unsupported !== undefined) throw new Error(unsupported);
    return await o.inTurn(async () => {
      if (signal.aborted) return false;
      await o.groups.prepare(pod);
      await o.runtime.runSandbox({ ...spec, ...handler });
      return true;
    });
  } catch (error) {
    o.events.pod(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${(error as Error).message}`);
    return false;
  }
}

async function specOfSandbox(pod: Pod, attempt: number, o: SyncPodOptions): Promise<SandboxSpec> {
  const { config, warnings } = podResolverConfig(pod, await o.clusterDns());
  for (const warning of warnings) o.events.pod(pod, 'Warning', 'DNSConfigForming', warning);
  return {
    pod,
    attempt,
    hostname: sandboxHostname(pod, o.node.clusterDomain),
    logDirectory: o.paths.logs(pod),
    dns: config,
    ...(hasOwnUsers(pod) && { ids: await o.userNamespaces.of(pod.metadata?.uid ?? '') }),
  };
}

/** How often a container whose tries the runtime has lost was started, by the last status. */
function knownRestarts(pod: Pod, { status }: SyncPodOptions, name: string): number | undefined {
  const {
    containerStatuses = [],
    initContainerStatuses = [],
    ephemeralContainerStatuses = [],
  } = status.get(pod.metadata?.uid ?? '') ?? pod.status ?? {};
  // An ephemeral one that waits was not started yet.
  const ephemeral = ephemeralContainerStatuses.filter(({ state }) => !state?.waiting);
  const known = [...containerStatuses, ...initContainerStatuses, ...ephemeral].find((one) => one.name === name);
  if (!known) return undefined;
  // One that has run and is gone is a try of its own.
  return (known.restartCount ?? 0) + (known.state?.terminated && known.containerID ? 1 : 0);
}

async function prune(runtimePod: RuntimePod, pod: Pod, { runtime, paths }: SyncPodOptions): Promise<void> {
  const { containers, sandboxIds } = prunable(runtimePod);
  for (const { id, name, restartCount } of containers) {
    await runtime.removeContainer(id);
    // Rotated files of that try carry its number in front.
    await removeLogs(join(paths.logs(pod), name), `${restartCount}.log`);
  }
  for (const id of sandboxIds) {
    await runtime.stopSandbox(id);
    await runtime.removeSandbox(id);
  }
}

async function removeLogs(directory: string, prefix: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (name === prefix || name.startsWith(`${prefix}.`)) await rm(join(directory, name), { force: true });
  }
}
