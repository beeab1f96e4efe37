import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Machine } from '../node/machine';
import { measureMachine } from '../node/machine';
import type { ContainerRuntime, ContainerUsage, DiskUsage, RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import type { ContainerFigures, DiskFigures, Figures, NetworkFigures, NodeFigures, PodFigures } from './figures';
import { parseDefaultInterface, parseMemory, parseNetDev, parseProcStat } from './proc-files';
import { createUsageRates } from './usage-rates';

export interface FiguresOptions {
  runtime: ContainerRuntime;
  machine: Machine;
  nodeName: string;
  rootDir: string;
  /** The bytes that a container may have at most. */
  memoryLimit(podUid: string, container: string): number | undefined;
  now(): Date;
}

/** How many pods are looked at side by side. */
const AT_ONCE = 8;

/** Looks at the node and all its pods, whenever it is called. */
export function createFiguresCollector(o: FiguresOptions): () => Promise<Figures> {
  const rates = createUsageRates();
  const processes = new Map<string, number | undefined>();

  async function nodeFigures(images: DiskFigures | undefined): Promise<NodeFigures> {
    const timeMs = o.now().getTime();
    const [procStat, meminfo, vmstat, use, network] = await Promise.all([
      read('/proc/stat'),
      read('/proc/meminfo'),
      read('/proc/vmstat'),
      measureMachine(o.rootDir),
      networkOf('self', timeMs),
    ]);
    const { cpu, startedAtMs } = parseProcStat(procStat, timeMs);
    return {
      name: o.nodeName,
      startedAtMs,
      cpus: o.machine.cpus,
      memoryCapacityBytes: o.machine.memoryBytes,
      cpu: rates.rated('node', cpu),
      memory: parseMemory(meminfo, vmstat, timeMs),
      ...(network ? { network } : {}),
      ...optional('disk', await diskOf(o.rootDir, timeMs)),
      ...(images ? { images } : {}),
      processes: use.processes,
      processesMax: use.processesMax,
    };
  }

  async function podFigures(
    pod: RuntimePod,
    usage: ReadonlyMap<string, ContainerUsage>,
  ): Promise<PodFigures | undefined> {
    const sandbox = pod.sandboxes.find(({ ready }) => ready);
    if (!sandbox) return undefined;
    const running = pod.containers.filter(({ state, sandboxId }) => state === 'running' && sandboxId === sandbox.id);
    const [containers, network] = await Promise.all([
      Promise.all(running.map((container) => containerFigures(pod, container, usage.get(container.id)))),
      sandbox.hostNetwork ? undefined : sandboxNetwork(sandbox.id),
    ]);
    const { uid, name, namespace } = pod;
    return {
      uid,
      name,
      namespace,
      sandboxId: sandbox.id,
      startedAtMs: sandbox.createdAtMs,
      containers,
      ...(network ? { network } : {}),
    };
  }

  async function containerFigures(
    pod: RuntimePod,
    { id, name, image, logPath, startedAtMs, createdAtMs }: RuntimeContainer,
    usage: ContainerUsage | undefined,
  ): Promise<ContainerFigures> {
    const { cpu, memory, writableLayer } = usage ?? {};
    const timeMs = o.now().getTime();
    return {
      id,
      name,
      image,
      startedAtMs: startedAtMs ?? createdAtMs,
      ...(cpu ? { cpu: rates.rated(id, cpu) } : {}),
      ...(memory ? { memory } : {}),
      ...optional('memoryLimitBytes', o.memoryLimit(pod.uid, name)),
      ...optional('rootfs', writableLayer && (await diskWith(writableLayer))),
      ...optional('logs', await logFigures(dirname(logPath), timeMs)),
    };
  }

  async function sandboxNetwork(sandboxId: string): Promise<NetworkFigures | undefined> {
    // The process of a sandbox stays the same as long as it is there.
    if (!processes.has(sandboxId))
      processes.set(sandboxId, await o.runtime.sandboxProcess(sandboxId).catch(() => undefined));
    const process = processes.get(sandboxId);
    return process === undefined ? undefined : networkOf(String(process), o.now().getTime());
  }

  return async () => {
    const timeMs = o.now().getTime();
    const [pods, usage, images] = await Promise.all([
      o.runtime.listPods(),
      o.runtime.usage(),
      o.runtime.imageDisk().catch(() => undefined),
    ]);
    const byId = new Map(usage.map((one) => [one.id, one]));
    const node = await nodeFigures(images && (await diskWith(images)));
    const found: PodFigures[] = [];
    for (let first = 0; first < pods.length; first += AT_ONCE) {
      const some = await Promise.all(pods.slice(first, first + AT_ONCE).map((pod) => podFigures(pod, byId)));
      found.push(...some.filter((pod) => pod !== undefined));
    }
    const there = new Set(found.map(({ sandboxId }) => sandboxId));
    for (const id of processes.keys()) if (!there.has(id)) processes.delete(id);
    rates.forgetOthers();
    return { timeMs, node, pods: found };
  };
}

async function networkOf(process: string, timeMs: number): Promise<NetworkFigures | undefined> {
  const [devices, routes] = await Promise.all([read(`/proc/${process}/net/dev`), read(`/proc/${process}/net/route`)]);
  const interfaces = parseNetDev(devices);
  if (interfaces.length === 0) return undefined;
  return { timeMs, primary: parseDefaultInterface(routes) ?? interfaces[0]!.name, interfaces };
}

/** The file system of a directory; undefined for one that is not there. */
async function diskOf(directory: string, timeMs: number): Promise<DiskFigures | undefined> {
  const disk = await statfs(directory).catch(() => undefined);
  if (!disk) return undefined;
  const { bsize, blocks, bfree, bavail, files, ffree } = disk;
  return {
    timeMs,
    capacityBytes: blocks * bsize,
    availableBytes: bavail * bsize,
    usedBytes: (blocks - bfree) * bsize,
    inodes: files,
    inodesFree: ffree,
    inodesUsed: files - ffree,
  };
}

async function diskWith({ mountpoint, timeMs, usedBytes, inodesUsed }: DiskUsage): Promise<DiskFigures | undefined> {
  const disk = await diskOf(mountpoint, timeMs);
  return disk && { ...disk, usedBytes, inodesUsed };
}

/** What lies in a container's directory of logs. */
async function logFigures(directory: string, timeMs: number): Promise<DiskFigures | undefined> {
  const disk = await diskOf(directory, timeMs);
  if (!disk) return undefined;
  const names = await readdir(directory).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(directory, name)).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      ),
    ),
  );
  return { ...disk, usedBytes: sizes.reduce((sum, size) => sum + size, 0), inodesUsed: names.length };
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

const optional = <K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };
