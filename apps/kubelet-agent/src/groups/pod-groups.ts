import type { Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { access, mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFields } from '../system/error-fields';
import { cpuWeight } from './cpu-shares';
import { filesOfV1, podGroupLimits, type GroupLimits } from './pod-limits';

/** The control group of each pod, which those of its containers are in: what bounds a pod as a whole. */
export interface PodGroups {
  /** Where the runtime is to make the groups of the pod's containers; empty is where it does by itself. */
  parentOf(podUid: string): string;
  /** Whether limits of pods as a whole can be enforced. */
  readonly enforces: boolean;
  /** Makes the pod's group, or gives it what the pod is allocated now. @throws Error when the kernel refuses. */
  prepare(pod: Pod): Promise<void>;
  /** Removes it, once no container is left. */
  remove(podUid: string): Promise<void>;
  /** Removes those of pods that are no more. */
  removeStrays(isStray: (podUid: string) => boolean): Promise<void>;
}

/** https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/admin-guide/cgroup-v1/cgroups.html */
const MOUNT = '/sys/fs/cgroup';
const PREFIX = 'pod';

/**
 * @param root the group below which pods have theirs, as the runtime names it (`/kubets/node-1`). Without one, and where this
 *   process may not make groups, as in a container, pods have none: the runtime puts containers below `root`.
 */
export async function openPodGroups(root: string, logger: Logger, mount = MOUNT): Promise<PodGroups> {
  const hierarchy = root === '' ? undefined : await openHierarchy(root, mount, logger);
  if (!hierarchy) return { ...NONE, parentOf: () => root };
  const nameOf = (podUid: string) => PREFIX + podUid;
  return {
    parentOf: (podUid) => `${root}/${nameOf(podUid)}`,
    enforces: true,
    prepare: (pod) => hierarchy.prepare(nameOf(pod.metadata?.uid ?? ''), podGroupLimits(pod)),
    remove: (podUid) => hierarchy.remove(nameOf(podUid)),
    async removeStrays(isStray) {
      const names = (await hierarchy.list()).filter((name) => name.startsWith(PREFIX));
      for (const name of names) if (isStray(name.slice(PREFIX.length))) await hierarchy.remove(name);
    },
  };
}

const nothing = async () => undefined;
const NONE = { enforces: false, prepare: nothing, remove: nothing, removeStrays: nothing };

interface Hierarchy {
  prepare(name: string, limits: GroupLimits): Promise<void>;
  remove(name: string): Promise<void>;
  list(): Promise<string[]>;
}

async function openHierarchy(root: string, mount: string, logger: Logger): Promise<Hierarchy | undefined> {
  const isUnified = await exists(join(mount, 'cgroup.controllers'));
  const hierarchies = async () => (isUnified ? [mount] : directories(mount));
  const listed = isUnified ? join(mount, root) : join(mount, 'memory', root);
  const write = (path: string, value: number | string) => writeFile(path, String(value));

  /** Each group hands on what those below it are bounded in; where one can't, the limits below it are refused. */
  async function makeUnified(name: string): Promise<string> {
    let path = mount;
    for (const part of [...root.split('/').filter(Boolean), name]) {
      await write(join(path, 'cgroup.subtree_control'), '+cpu +memory +pids').catch(() => undefined);
      path = join(path, part);
      await mkdir(path, { recursive: true });
    }
    return path;
  }

  async function prepareUnified(name: string, { cpuShares, cpu, memoryBytes }: GroupLimits): Promise<void> {
    const path = await makeUnified(name);
    await write(join(path, 'cpu.weight'), cpuWeight(cpuShares));
    await write(join(path, 'cpu.max'), cpu ? `${cpu.quotaMicros} ${cpu.periodMicros}` : 'max');
    await write(join(path, 'memory.max'), memoryBytes ?? 'max');
  }

  async function prepareV1(name: string, limits: GroupLimits): Promise<void> {
    for (const [controller, file, value] of filesOfV1(limits)) {
      const path = join(mount, controller, root, name);
      await mkdir(path, { recursive: true });
      await write(join(path, file), value);
    }
  }

  try {
    if (isUnified) await makeUnified('');
    else for (const controller of ['cpu', 'memory']) await mkdir(join(mount, controller, root), { recursive: true });
  } catch (err) {
    logger.info(errorFields(err), 'No control groups for pods: their limits as a whole cannot be enforced');
    return undefined;
  }
  return {
    prepare: isUnified ? prepareUnified : prepareV1,
    // Each hierarchy has its own; one that is not empty yet is a stray of the next start.
    async remove(name) {
      await Promise.all((await hierarchies()).map((one) => rmdir(join(one, root, name)).catch(() => undefined)));
    },
    list: () => readdir(listed),
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function directories(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
}
