import {
  ContainerState,
  NamespaceMode,
  PodSandboxState,
  RuntimeServiceService,
  type Container,
  type ContainerStatus,
  type LinuxContainerUser,
  type PodSandbox,
  type PodSandboxStatus,
} from '@kubets/proto-gen/runtime/v1';
import { parseIp } from '@kubets/net';
import { createLimiter } from '../../system/limiter';
import { isMissing, type RuntimeContainer, type RuntimePod, type RuntimeSandbox } from '../runtime';
import type { CriConnection } from './cri-connection';
import {
  CONTAINER_NAME_LABEL,
  parseContainerAnnotations,
  POD_NAME_LABEL,
  POD_NAMESPACE_LABEL,
  POD_UID_LABEL,
  type StringMap,
} from './pod-labels';

export interface Inventory {
  /** The pods that match the labels, with all their sandboxes and containers, newest first. */
  list(labels?: StringMap): Promise<RuntimePod[]>;
  /** Which pod a sandbox or container of the last lists belongs to. */
  podOf(id: string): string | undefined;
  /** Notes whose a sandbox or container is before a list shows it. */
  own(id: string, podUid: string): void;
}

/** Details of one container while all pods are listed: one that gets no answer holds up the rest. */
const DETAILS_TIMEOUT_MS = 10_000;
const DETAILS_AT_ONCE = 64;

/**
 * Reads pods back from the runtime. Lists are cheap, details cost a call each: those of ended containers and of
 * ready sandboxes never change, so they are asked for once. Where all pods are listed, one that the runtime cannot tell of any more is shown
 * as the list has it: the others must not wait for that. Who asks for that pod alone is told.
 */
export function createInventory(cri: CriConnection): Inventory {
  const containers = new Map<string, RuntimeContainer>();
  const sandboxes = new Map<string, RuntimeSandbox>();
  const owners = new Map<string, string>();
  const limiter = createLimiter(DETAILS_AT_ONCE);

  /** What the details are; undefined when it has gone meanwhile. */
  async function detailed<T>(ask: (timeoutMs?: number) => Promise<T>, instead?: T): Promise<T | undefined> {
    try {
      return await (instead ? limiter(() => ask(DETAILS_TIMEOUT_MS)) : ask());
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (instead) return instead;
      throw error;
    }
  }

  async function containerOf(listed: Container, isOneOfAll: boolean): Promise<RuntimeContainer | undefined> {
    const id = listed.id!;
    const known = containers.get(id);
    // Absent is the enum's zero: proto3 does not send it.
    const state = STATE_NAMES[listed.state ?? ContainerState.CONTAINER_CREATED];
    if (known && known.state === state && state !== 'unknown') return known;
    const sandboxId = listed.podSandboxId ?? '';
    const ask = async (timeoutMs?: number): Promise<RuntimeContainer> => {
      const { status } = await cri.call(RuntimeServiceService.containerStatus, { containerId: id }, { timeoutMs });
      const container = runtimeContainer(sandboxId, status ?? {});
      containers.set(id, container);
      return container;
    };
    return detailed(ask, isOneOfAll ? { ...(known ?? runtimeContainer(sandboxId, listed)), state } : undefined);
  }

  async function sandboxOf(listed: PodSandbox, isOneOfAll: boolean): Promise<RuntimeSandbox | undefined> {
    const id = listed.id!;
    const ready = (listed.state ?? PodSandboxState.SANDBOX_READY) === PodSandboxState.SANDBOX_READY;
    const known = sandboxes.get(id);
    if (known && known.ready === ready) return known;
    const ask = async (timeoutMs?: number): Promise<RuntimeSandbox> => {
      const { status } = await cri.call(RuntimeServiceService.podSandboxStatus, { podSandboxId: id }, { timeoutMs });
      const sandbox = runtimeSandbox(status ?? {});
      sandboxes.set(id, sandbox);
      return sandbox;
    };
    return detailed(ask, isOneOfAll ? { ...(known ?? runtimeSandbox(listed)), ready } : undefined);
  }

  return {
    podOf: (id) => owners.get(id),
    own: (id, podUid) => void owners.set(id, podUid),
    async list(labels) {
      const filter = labels && { labelSelector: labels };
      const [listedSandboxes, listedContainers] = await Promise.all([
        cri.call(RuntimeServiceService.listPodSandbox, { filter }),
        cri.call(RuntimeServiceService.listContainers, { filter }),
      ]);
      const pods = new Map<string, RuntimePod>();
      const podFor = (own: StringMap): RuntimePod => {
        const uid = own[POD_UID_LABEL] ?? '';
        let pod = pods.get(uid);
        if (!pod)
          pods.set(
            uid,
            (pod = {
              uid,
              name: own[POD_NAME_LABEL] ?? '',
              namespace: own[POD_NAMESPACE_LABEL] ?? '',
              sandboxes: [],
              containers: [],
            }),
          );
        return pod;
      };
      const seen = new Set<string>();
      await Promise.all([
        ...(listedSandboxes.items ?? []).map(async (listed) => {
          seen.add(listed.id!);
          if (!isOurs(listed.labels)) return;
          owners.set(listed.id!, listed.labels[POD_UID_LABEL]!);
          const sandbox = await sandboxOf(listed, !labels);
          if (sandbox) podFor(listed.labels).sandboxes.push(sandbox);
        }),
        ...(listedContainers.containers ?? []).map(async (listed) => {
          seen.add(listed.id!);
          if (!isOurs(listed.labels)) return;
          owners.set(listed.id!, listed.labels[POD_UID_LABEL]!);
          const container = await containerOf(listed, !labels);
          if (container) podFor(listed.labels).containers.push(container);
        }),
      ]);
      for (const pod of pods.values()) {
        pod.sandboxes.sort((a, b) => b.attempt - a.attempt || b.createdAtMs - a.createdAtMs);
        pod.containers.sort((a, b) => b.createdAtMs - a.createdAtMs);
      }
      if (!labels) forgetAllBut(seen);
      return [...pods.values()];
    },
  };

  function forgetAllBut(seen: ReadonlySet<string>): void {
    for (const cache of [containers, sandboxes, owners]) {
      for (const id of cache.keys()) if (!seen.has(id)) cache.delete(id);
    }
  }
}

/** Parts of the names of files that go with the pod: whoever else makes sandboxes writes there what they like. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

/** Whether the labels are such as the agent writes. */
const isOurs = (labels: StringMap | undefined): labels is StringMap =>
  [POD_UID_LABEL, POD_NAME_LABEL, POD_NAMESPACE_LABEL].every((label) => FILE_NAME.test(labels?.[label] ?? ''));

const STATE_NAMES: Record<ContainerState, RuntimeContainer['state']> = {
  [ContainerState.CONTAINER_CREATED]: 'created',
  [ContainerState.CONTAINER_RUNNING]: 'running',
  [ContainerState.CONTAINER_EXITED]: 'exited',
  [ContainerState.CONTAINER_UNKNOWN]: 'unknown',
};

/** Of what ended a container; its own last word has room for as much. */
const MOST_MESSAGE = 4096;
const MOST_REASON = 128;

function runtimeContainer(sandboxId: string, status: ContainerStatus): RuntimeContainer {
  return {
    id: status.id ?? '',
    sandboxId,
    name: status.labels?.[CONTAINER_NAME_LABEL] ?? status.metadata?.name ?? '',
    state: STATE_NAMES[status.state ?? ContainerState.CONTAINER_CREATED],
    image: status.image?.image ?? '',
    imageRef: status.imageRef ?? '',
    createdAtMs: milliseconds(status.createdAt) ?? 0,
    startedAtMs: milliseconds(status.startedAt),
    finishedAtMs: milliseconds(status.finishedAt),
    exitCode: status.exitCode ?? 0,
    reason: (status.reason ?? '').slice(0, MOST_REASON),
    message: (status.message ?? '').slice(0, MOST_MESSAGE),
    logPath: status.logPath ?? '',
    ...(status.user?.linux && { user: userOf(status.user.linux) }),
    ...parseContainerAnnotations(status.annotations ?? {}),
  };
}

const userOf = ({ uid = 0, gid = 0, supplementalGroups = [] }: LinuxContainerUser) => ({
  uid,
  gid,
  supplementalGroups,
});

function runtimeSandbox(status: PodSandboxStatus): RuntimeSandbox {
  const { ip, additionalIps = [] } = status.network ?? {};
  return {
    id: status.id ?? '',
    attempt: status.metadata?.attempt ?? 0,
    ready: (status.state ?? PodSandboxState.SANDBOX_READY) === PodSandboxState.SANDBOX_READY,
    createdAtMs: milliseconds(status.createdAt) ?? 0,
    ips: [ip, ...additionalIps.map((extra) => extra.ip)].filter((address): address is string =>
      Boolean(address && parseIp(address)),
    ),
    hostNetwork: status.linux?.namespaces?.options?.network === NamespaceMode.NODE,
    runtimeHandler: status.runtimeHandler ?? '',
  };
}

function milliseconds(nanoseconds: string | undefined): number | undefined {
  return nanoseconds === undefined || nanoseconds === '0' || nanoseconds.startsWith('-')
    ? undefined
    : Number(BigInt(nanoseconds) / 1_000_000n);
}
