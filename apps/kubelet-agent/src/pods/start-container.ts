import type { Clock, Logger } from '@kubets/component';
import type { ConfigMap, EphemeralContainer, Pod, Secret, Service } from '@kubets/proto-gen/core/v1';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyedBackoff } from '../backoff/keyed-backoff';
import { hostsFile } from '../dns/hosts-file';
import { containerEnvironment } from '../environment/container-environment';
import { expandAll } from '../environment/expand';
import { serviceEnvironment } from '../environment/service-environment';
import type { DeviceClaims } from '../dra/device-claims';
import type { PodEvents } from '../events/pod-events';
import type { ImageManager } from '../images/image-manager';
import { HookError, type Hooks } from '../lifecycle/hooks';
import { linkContainerLog } from '../logs/container-links';
import type { ReferencedObjects } from '../objects/referenced-objects';
import { referenceKeys } from '../objects/reference-keys';
import type { PodResizes } from '../resize/pod-resizes';
import {
  handlerOf,
  type ContainerRuntime,
  type RuntimeFeatures,
  type RuntimeImage,
  type RuntimePod,
  type RuntimeSandbox,
  type SandboxSpec,
} from '../runtimes/runtime';
import { errorFields } from '../system/error-fields';
import type { Limiter } from '../system/limiter';
import type { Mounts } from '../system/mounts';
import { containerDevices } from '../volumes/container-devices';
import { containerMounts } from '../volumes/container-mounts';
import { envFiles } from '../volumes/env-files';
import type { ContainerStart } from './compute-pod-actions';
import { ContainerProblem } from '../status/container-problem';
import { boundedGrace } from './grace-period';
import { containerLogPath, type PodPaths } from '../system/pod-paths';
import { wantsXds, writeXdsFiles, type XdsSource } from '../xds/xds-bootstrap';
import { checkNonRoot } from './run-as-non-root';

export interface StartContainerOptions {
  runtime: ContainerRuntime;
  images: ImageManager;
  objects: ReferencedObjects;
  hooks: Hooks;
  devices: Pick<DeviceClaims, 'cdiDevices'>;
  resizes: PodResizes;
  events: PodEvents;
  backoff: KeyedBackoff;
  /** What the runtime can do. */
  features(): RuntimeFeatures | undefined;
  paths: PodPaths;
  mounts: Mounts;
  services(): readonly Service[];
  node: {
    allocatable(): Record<string, string>;
    memoryBytes: number;
    ips(): readonly string[];
    clusterDomain: string;
    hosts(): Promise<string>;
    xds?: XdsSource;
  };
  /** Lets only so many pieces of the runtime's heavy work go on at a time: together they would all be late. */
  inTurn: Limiter;
  clock: Clock;
  logger: Logger;
}

export interface StartRequest {
  pod: Pod;
  start: ContainerStart;
  sandbox: RuntimeSandbox;
  sandboxSpec: SandboxSpec;
  volumes: ReadonlyMap<string, string>;
  /** What the pod has so far. */
  runtimePod: RuntimePod;
  signal: AbortSignal;
}

/** Brings one container up: back-off, image, configuration, create, start, postStart. Throws ContainerProblem for what status and events have to say. */
export async function startContainer(request: StartRequest, o: StartContainerOptions): Promise<void> {
  const { pod, start, sandbox, signal } = request;
  const { container } = start;
  checkBackoff(request, o);
  const pullSecrets = await pullSecretsOf(pod, o);
  const image = await o.images.ensure(pod, container, { pullSecrets, signal });
  const spec = await configure(request, image, o).catch((error: Error) => {
    throw error instanceof ContainerProblem ? error : new ContainerProblem('CreateContainerConfigError', error.message);
  });
  const id = await o.inTurn(
    async () => {
      if (signal.aborted) throw new Error('pod is being stopped');
      o.resizes.give(pod, container);
      const created = await o.runtime.createContainer(spec).catch((error: Error) => {
        throw new ContainerProblem('CreateContainerError', error.message);
      });
      o.events.container(pod, container, 'Normal', 'Created', 'Container created');
      await o.runtime.startContainer(created).catch((error: Error) => {
        throw new ContainerProblem('RunContainerError', error.message);
      });
      o.events.container(pod, container, 'Normal', 'Started', 'Container started');
      const log = { name: container.name ?? '', id: created, logPath: spec.logPath };
      await linkContainerLog(pod, log, o.paths).catch((err: unknown) =>
        o.logger.warn({ ...errorFields(err), pod: pod.metadata?.name }, 'Log cannot be linked'),
      );
      return created;
    },
    { first: true },
  );

  const postStart = container.lifecycle?.postStart;
  if (!postStart) return;
  const podIp = sandbox.ips[0] ?? o.node.ips()[0] ?? '';
  await untilAborted(o.hooks.run(postStart, { container, containerId: id, podIp }, 0), signal).catch(
    async (error: unknown) => {
      if (!(error instanceof HookError)) throw error;
      // Not what the hook says: events may be read by more than the pod's logs.
      o.events.container(pod, container, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
      o.events.container(pod, container, 'Normal', 'Killing', 'FailedPostStartHook');
      await o.runtime.stopContainer(id, boundedGrace(pod.spec?.terminationGracePeriodSeconds));
      throw new ContainerProblem('PostStartHookError', error.message);
    },
  );
}

/** A pod that is about to be stopped does not wait for a hook. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let stop = () => undefined as void;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}

/** The key under which a container's restarts are counted; a changed image starts over. */
const backoffKey = (pod: Pod, container: { name?: string; image?: string }) =>
  `${pod.metadata?.uid}/${container.name}/${container.image}`;

function checkBackoff({ pod, start }: StartRequest, { backoff, events }: StartContainerOptions): void {
  const { container, last } = start;
  if (!last) return;
  const key = backoffKey(pod, container);
  const sinceMs = last.finishedAtMs ?? last.createdAtMs;
  const waitMs = backoff.remainingMs(key, sinceMs);
  const { name, namespace, uid } = pod.metadata ?? {};
  if (waitMs > 0) {
    events.container(
      pod,
      container,
      'Warning',
      'BackOff',
      `Back-off restarting failed container ${container.name} in pod ${name}_${namespace}(${uid})`,
    );
    throw new ContainerProblem(
      'CrashLoopBackOff',
      `back-off ${goDuration(backoff.delayMs(key))} restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`,
      waitMs,
    );
  }
  backoff.next(key, sinceMs);
}

/** `1m20s` as Go prints it, `5m0s` included. */
function goDuration(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** The secrets that a pod has images pulled with; events tell of those that are missing. */
export async function pullSecretsOf(
  pod: Pod,
  { objects, events }: Pick<StartContainerOptions, 'objects' | 'events'>,
): Promise<Secret[]> {
  const namespace = pod.metadata?.namespace ?? '';
  const names = (pod.spec?.imagePullSecrets ?? []).map(({ name = '' }) => name);
  const found = await Promise.all(names.map((name) => objects.secret(namespace, name).catch(() => undefined)));
  const missing = names.filter((_, index) => !found[index]);
  if (missing.length > 0) {
    events.pod(
      pod,
      'Warning',
      'FailedToRetrieveImagePullSecret',
      `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`,
    );
  }
  return found.filter((secret): secret is Secret => secret !== undefined);
}

async function configure(
  { pod, start, sandbox, sandboxSpec, volumes, runtimePod }: StartRequest,
  image: RuntimeImage,
  o: StartContainerOptions,
) {
  const { container, restartCount } = start;
  const uid = pod.metadata?.uid ?? '';
  checkNonRoot(pod, container, image);
  const podIps = pod.spec?.hostNetwork ? o.node.ips() : sandbox.ips;
  const environment = containerEnvironment(pod, container, {
    services: serviceEnvironment(pod, o.services()),
    ...(await referencedBy(pod, o.objects)),
    podIps,
    hostIps: o.node.ips(),
    nodeAllocatable: o.node.allocatable(),
    files: await envFiles(container, volumes, o.logger),
  });

  const logDirectory = o.paths.logs(pod);
  await mkdir(dirname(`${logDirectory}/${containerLogPath(container.name ?? '', restartCount)}`), {
    recursive: true,
    mode: 0o755,
  });
  const terminationMessageFile = o.paths.terminationMessage(uid, container.name ?? '', restartCount);
  await mkdir(dirname(terminationMessageFile), { recursive: true, mode: 0o750 });
  await writeFile(terminationMessageFile, '', { flag: 'a' });
  await chmod(terminationMessageFile, 0o666); // Whatever user the container runs as may write it.
  const hostsPath = o.paths.hosts(uid);
  await writeFile(
    hostsPath,
    hostsFile(pod, {
      podIps,
      clusterDomain: o.node.clusterDomain,
      nodeHosts: pod.spec?.hostNetwork ? await o.node.hosts() : '',
    }),
  );

  const xds = wantsXds(pod) ? await writeXdsFiles(pod, o.paths.xds(uid), o.node.xds) : undefined;
  if (xds && !environment.has(xds.environment.name)) environment.set(xds.environment.name, xds.environment.value);

  const lookup = (name: string) => environment.get(name);
  return {
    pod,
    container,
    sandboxId: sandbox.id,
    sandbox: sandboxSpec,
    processesOf: targetOf(container, runtimePod),
    restartCount,
    imageId: image.id,
    imageUser: { uid: image.uid, username: image.username },
    command: expandAll(container.command ?? [], lookup),
    args: expandAll(container.args ?? [], lookup),
    env: [...environment].map(([name, value]) => ({ name, value })),
    mounts: await containerMounts({
      pod,
      container,
      volumes,
      environment,
      hostsPath,
      ...(xds && { added: [xds.mount] }),
      terminationMessagePath: terminationMessageFile,
      canRecursiveReadOnly: handlerOf(o.features(), sandbox.runtimeHandler)?.recursiveReadOnlyMounts === true,
      paths: o.paths,
      mounts: o.mounts,
    }),
    devices: containerDevices({ pod, container, volumes }),
    cdiDevices: o.devices.cdiDevices(pod, container),
    logPath: containerLogPath(container.name ?? '', restartCount),
    terminationMessageFile,
    nodeMemoryBytes: o.node.memoryBytes,
  };
}

/** The container whose processes an ephemeral one is to see. @throws ContainerProblem when there is none. */
function targetOf({ targetContainerName }: EphemeralContainer, { containers }: RuntimePod): string | undefined {
  if (!targetContainerName) return undefined;
  const target = containers.find(({ name, state }) => name === targetContainerName && state === 'running');
  if (target) return target.id;
  const message = `unable to find target container ${targetContainerName}`;
  throw new ContainerProblem('CreateContainerConfigError', message);
}

/** Everything the pod's variables may refer to, read before they are made, as making them is a plain function. */
async function referencedBy(pod: Pod, objects: ReferencedObjects) {
  const namespace = pod.metadata?.namespace ?? '';
  const read = new Map<string, unknown>();
  await Promise.all(
    [...referenceKeys(pod)].map(async (key) => {
      const [kind, , name = ''] = key.split('/');
      read.set(
        `${kind}/${name}`,
        await (kind === 'secret' ? objects.secret(namespace, name) : objects.configMap(namespace, name)),
      );
    }),
  );
  return {
    secret: (name: string) => read.get(`secret/${name}`) as Secret | undefined,
    configMap: (name: string) => read.get(`configmap/${name}`) as ConfigMap | undefined,
  };
}
