import {
  ImageServiceService as images,
  RuntimeServiceService as runtime,
  type Image,
  type PodSandboxConfig,
  type RuntimeCondition as CriCondition,
} from '@kubets/proto-gen/runtime/v1';
import type {
  ContainerRuntime,
  RuntimeCondition,
  RuntimeImage,
  RuntimeKind,
  RuntimeOptions,
  RuntimePod,
} from '../runtime';
import { createLimiter } from '../../system/limiter';
import { isMissing } from '../runtime';
import { resolveCdiDevices } from './cdi-devices';
import { containerConfig } from './container-config';
import { connectCri } from './cri-connection';
import { createImageViews } from './image-views';
import { createInventory } from './inventory';
import { linuxResources } from './linux-resources';
import { POD_UID_LABEL } from './pod-labels';
import { sandboxConfig } from './sandbox-config';
import { followTaskEvents } from './task-events';
import { containerUsage, diskUsage, processIn, sandboxImageIn } from './usage';

/** containerd and everything else that serves CRI v1 on a unix socket. */
export const criRuntime: RuntimeKind = {
  name: 'cri',
  handles: (endpoint) => endpoint.startsWith('unix://') || endpoint.startsWith('/'),
  connect: createCriRuntime,
};

const SANDBOX_TIMEOUT_MS = 240_000;
const USAGE_TIMEOUT_MS = 10_000;
const MOST_OUTPUT_BYTES = 10 * 1024;
/** Containers whose end is noted at a time, and those that wait for that. */
const EXITS_AT_ONCE = 64;
const MOST_EXITS = 10_000;

function createCriRuntime({ endpoint, groupOf, seccompRoot, onCall, logger }: RuntimeOptions): ContainerRuntime {
  const cri = connectCri(endpoint, onCall);
  const inventory = createInventory(cri);
  const views = createImageViews(cri);
  let knownSandboxImage: string | undefined;
  const sandboxOf = (spec: Parameters<typeof sandboxConfig>[0]): PodSandboxConfig =>
    sandboxConfig(spec, { groupOf, seccompRoot });

  return {
    name: 'containerd',

    async version() {
      const { runtimeName = '', runtimeVersion = '' } = await cri.call(runtime.version, {}, { timeoutMs: 5000 });
      return { name: runtimeName, version: runtimeVersion };
    },
    async status() {
      const { status, runtimeHandlers = [], features } = await cri.call(runtime.status, {}, { timeoutMs: 5000 });
      const find = (type: string) => condition(type, status?.conditions ?? []);
      return {
        runtime: find('RuntimeReady'),
        network: find('NetworkReady'),
        features: {
          handlers: runtimeHandlers.map(({ name = '', features: own }) => ({
            name,
            recursiveReadOnlyMounts: own?.recursiveReadOnlyMounts === true,
            userNamespaces: own?.userNamespaces === true,
          })),
          supplementalGroupsPolicy: features?.supplementalGroupsPolicy === true,
        },
      };
    },

    listPods: () => inventory.list(),
    async pod({ uid, name, namespace }): Promise<RuntimePod> {
      const [found] = await inventory.list({ [POD_UID_LABEL]: uid });
      return found ?? { uid, name, namespace, sandboxes: [], containers: [] };
    },

    async runSandbox(spec) {
      const { podSandboxId } = await cri.call(
        runtime.runPodSandbox,
        { config: sandboxOf(spec), runtimeHandler: spec.runtimeHandler ?? '' },
        { timeoutMs: SANDBOX_TIMEOUT_MS },
      );
      inventory.own(podSandboxId!, spec.pod.metadata?.uid ?? '');
      return podSandboxId!;
    },
    async stopSandbox(podSandboxId) {
      await cri.call(runtime.stopPodSandbox, { podSandboxId });
    },
    async removeSandbox(podSandboxId) {
      await cri.call(runtime.removePodSandbox, { podSandboxId });
    },

    async createContainer(asked) {
      const spec = await resolveCdiDevices(asked, cri, logger);
      const { containerId } = await cri.call(runtime.createContainer, {
        podSandboxId: spec.sandboxId,
        config: containerConfig(spec, { seccompRoot }),
        sandboxConfig: sandboxOf(spec.sandbox),
      });
      inventory.own(containerId!, spec.pod.metadata?.uid ?? '');
      return containerId!;
    },
    async startContainer(containerId) {
      await cri.call(runtime.startContainer, { containerId });
    },
    async stopContainer(containerId, graceSeconds) {
      await cri.call(
        runtime.stopContainer,
        { containerId, timeout: graceSeconds },
        { timeoutMs: graceSeconds * 1000 + 120_000 },
      );
    },
    async resizeContainer(containerId, { pod, container, nodeMemoryBytes }) {
      // The kernel's weight against running out of memory stays with the process.
      const { oomScoreAdj: _, ...linux } = linuxResources(pod, container, nodeMemoryBytes);
      await cri.call(runtime.updateContainerResources, { containerId, linux });
    },
    async removeContainer(containerId) {
      await cri.call(runtime.removeContainer, { containerId });
    },
    async reopenLog(containerId) {
      await cri.call(runtime.reopenContainerLog, { containerId });
    },

    async execSync(containerId, command, timeoutMs) {
      const timeout = Math.ceil(timeoutMs / 1000);
      const answer = await cri.call(
        runtime.execSync,
        { containerId, cmd: [...command], timeout },
        { timeoutMs: timeout === 0 ? 0 : timeoutMs + 5000 },
      );
      return { exitCode: answer.exitCode ?? 0, output: beginning([answer.stdout, answer.stderr]) };
    },
    async execUrl(containerId, { command, ...streams }) {
      return (await cri.call(runtime.exec, { containerId, cmd: command, ...streams })).url ?? '';
    },
    async attachUrl(containerId, streams) {
      return (await cri.call(runtime.attach, { containerId, ...streams })).url ?? '';
    },
    async portForwardUrl(podSandboxId, port) {
      return (await cri.call(runtime.portForward, { podSandboxId, port })).url ?? '';
    },

    async image(reference) {
      const { image } = await cri.call(images.imageStatus, { image: { image: reference } });
      return image && runtimeImage(image);
    },
    async listImages() {
      const [{ images: listed = [] }, forSandboxes] = await Promise.all([
        cri.call(images.listImages, {}),
        sandboxImage().catch(() => undefined),
      ]);
      return listed
        .map(runtimeImage)
        .map((image) => ({ ...image, pinned: image.pinned || isNamed(image, forSandboxes) }));
    },
    async removeImage(id) {
      await cri.call(images.removeImage, { image: { image: id } });
    },
    imageView: (image, key) => views.view(image, key),
    releaseImageView: (key) => views.remove(key),
    async usage() {
      const { stats = [] } = await cri.call(runtime.listContainerStats, {}, { timeoutMs: USAGE_TIMEOUT_MS });
      return stats.map(containerUsage);
    },
    async sandboxProcess(podSandboxId) {
      const { info } = await cri.call(
        runtime.podSandboxStatus,
        { podSandboxId, verbose: true },
        { timeoutMs: USAGE_TIMEOUT_MS },
      );
      return processIn(info?.['info']);
    },
    async imageDisk() {
      const { imageFilesystems = [] } = await cri.call(images.imageFsInfo, {}, { timeoutMs: USAGE_TIMEOUT_MS });
      return diskUsage(imageFilesystems[0]);
    },
    async pullImage(reference, credentials, signal) {
      const { imageRef } = await cri.call(
        images.pullImage,
        { image: { image: reference }, auth: credentials },
        { timeoutMs: 0, signal },
      );
      return imageRef ?? reference;
    },

    watch(signal, onChange) {
      const limiter = createLimiter(EXITS_AT_ONCE);
      const waiting = new Set<string>();
      const onExit = (id: string) => {
        const uid = inventory.podOf(id);
        // Of what is nobody's here, and beyond what can be waited for, relists tell.
        if (waiting.has(id) || waiting.size >= MOST_EXITS) return;
        waiting.add(id);
        void limiter(() => untilExited(id, signal)).then(() => {
          waiting.delete(id);
          onChange(uid);
        });
      };
      followTaskEvents(cri, { onExit, onConnected: () => onChange() }, { signal, logger });
    },
    close: () => cri.close(),
  };

  /** The image of sandboxes, which containerd before 1.7 does not mark as pinned; it does not change while the agent runs. */
  async function sandboxImage(): Promise<string | undefined> {
    if (knownSandboxImage === undefined) {
      const { info } = await cri.call(runtime.status, { verbose: true }, { timeoutMs: USAGE_TIMEOUT_MS });
      knownSandboxImage = sandboxImageIn(info?.['config']) ?? '';
    }
    return knownSandboxImage || undefined;
  }

  /** CRI hears of an exit through the same stream and takes a moment to note it. Gives up after about two seconds: relists find the rest. */
  async function untilExited(containerId: string, signal: AbortSignal): Promise<void> {
    for (let waitMs = 2; waitMs < 1500 && !signal.aborted; waitMs *= 2) {
      const state = await cri.call(runtime.containerStatus, { containerId }, { timeoutMs: 5000 }).then(
        ({ status }) => status?.state,
        // Sandboxes are no containers; CRI notes their end in the same way.
        (error: unknown) => (isMissing(error) ? sandboxState(containerId) : undefined),
      );
      if (state === undefined || state === 'CONTAINER_EXITED' || state === 'SANDBOX_NOTREADY') return;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  function sandboxState(podSandboxId: string): Promise<string | undefined> {
    return cri.call(runtime.podSandboxStatus, { podSandboxId }, { timeoutMs: 5000 }).then(
      ({ status }) => status?.state ?? 'SANDBOX_READY',
      () => undefined,
    );
  }
}

/** Of what a command printed, as much as an event has room for. */
function beginning(outputs: readonly (Buffer | undefined)[]): string {
  return Buffer.concat(outputs.map((output) => output?.subarray(0, MOST_OUTPUT_BYTES) ?? Buffer.alloc(0)))
    .subarray(0, MOST_OUTPUT_BYTES)
    .toString('utf8');
}

function condition(type: string, conditions: readonly CriCondition[]): RuntimeCondition {
  const found = conditions.find((one) => one.type === type);
  return { ok: found?.status === true, reason: found?.reason ?? '', message: found?.message ?? '' };
}

/** Configurations name images in short, the runtime in full. */
const isNamed = ({ names }: RuntimeImage, wanted: string | undefined): boolean =>
  wanted !== undefined && names.some((name) => name === wanted || name.endsWith(`/${wanted}`));

function runtimeImage(image: Image): RuntimeImage {
  return {
    id: image.id ?? '',
    names: [...(image.repoDigests ?? []), ...(image.repoTags ?? [])],
    sizeBytes: image.size ?? 0,
    pinned: image.pinned === true,
    uid: image.uid && (image.uid.value ?? 0),
    username: image.username || undefined,
  };
}
