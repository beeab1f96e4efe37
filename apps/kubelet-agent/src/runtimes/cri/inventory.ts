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

/**
 * Reads pods back from the runtime. Lists are cheap, details cost a call each: those of ended containers and of
 * ready sandboxes never change, so they are asked for once.
 */
export function createInventory(cri: CriConnection): Inventory {
  const containers = new Map<string, RuntimeContainer>();
  const sandboxes = new Map<string, RuntimeSandbox>();
  const owners = new Map<string, string>();

  async function containerOf(listed: Container): Promise<RuntimeContainer | undefined> {
    const id = listed.id!;
    const known = containers.get(id);
    // Absent is the enum's zero: proto3 does not send it.
    const state = stateNames[listed.state ?? ContainerState.CONTAINER_CREATED];
    if (known && known.state === state && state !== 'unknown') return known;
    try {
      const { status } = await cri.call(RuntimeServiceService.containerStatus, { containerId: id });
      const container = runtimeContainer(listed.podSandboxId ?? '', status ?? {});
      containers.set(id, container);
      return container;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function sandboxOf(listed: PodSandbox): Promise<RuntimeSandbox | undefined> {
    const id = listed.id!;
    const ready = (listed.state ?? PodSandboxState.SANDBOX_READY) === PodSandboxState.SANDBOX_READY;
    const known = sandboxes.get(id);
    if (known && known.ready === ready) return known;
    try {
      const { status } = await cri.call(RuntimeServiceService.podSandboxStatus, { podSandboxId: id });
      const sandbox = runtimeSandbox(status ?? {});
      sandboxes.set(id, sandbox);
      return sandbox;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
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
      const podFor = (own: StringMap) => {
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
          if (!listed.labels?.[POD_UID_LABEL]) return;
          owners.set(listed.id!, listed.labels[POD_UID_LABEL]);
          const sandbox = await sandboxOf(listed);
          if (sandbox) podFor(listed.labels).sandboxes.push(sandbox);
        }),
        ...(listedContainers.containers ?? []).map(async (listed) => {
          seen.add(listed.id!);
          if (!listed.labels?.[POD_UID_LABEL]) return;
          owners.set(listed.id!, listed.labels[POD_UID_LABEL]);
          const container = await containerOf(listed);
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

const stateNames: Record<ContainerState, RuntimeContainer['state']> = {
  [ContainerState.CONTAINER_CREATED]: 'created',
  [ContainerState.CONTAINER_RUNNING]: 'running',
  [ContainerState.CONTAINER_EXITED]: 'exited',
  [ContainerState.CONTAINER_UNKNOWN]: 'unknown',
};

function runtimeContainer(sandboxId: string, status: ContainerStatus): RuntimeContainer {
  return {
    id: status.id ?? '',
    sandboxId,
    name: status.labels?.[CONTAINER_NAME_LABEL] ?? status.metadata?.name ?? '',
    state: stateNames[status.state ?? ContainerState.CONTAINER_CREATED],
    image: status.image?.image ?? '',
    imageRef: status.imageRef ?? '',
    createdAtMs: milliseconds(status.createdAt) ?? 0,
    startedAtMs: milliseconds(status.startedAt),
    finishedAtMs: milliseconds(status.finishedAt),
    exitCode: status.exitCode ?? 0,
    reason: status.reason ?? '',
    message: status.message ?? '',
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
    ips: [ip, ...additionalIps.map((extra) => extra.ip)].filter((address): address is string => Boolean(address)),
    hostNetwork: status.linux?.namespaces?.options?.network === NamespaceMode.NODE,
    runtimeHandler: status.runtimeHandler ?? '',
  };
}

function milliseconds(nanoseconds: string | undefined): number | undefined {
  return nanoseconds === undefined || nanoseconds === '0' || nanoseconds.startsWith('-')
    ? undefined
    : Number(BigInt(nanoseconds) / 1_000_000n);
}
