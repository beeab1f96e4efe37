import type { EventRecorder } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import { statfs } from 'node:fs/promises';
import type { KubeletConfig } from '../config';
import { createImageCollector } from '../images/image-collector';
import { measureMachine } from '../node/machine';
import type { PodManager } from '../pods/pod-manager';
import type { ContainerRuntime } from '../runtimes/runtime';
import type { PodPaths } from '../system/pod-paths';
import { createPressureEvictor, type PressureEvictor } from './pressure/pressure-evictor';
import { observe, type FileSystemUse } from './pressure/signals';
import { parseThresholds } from './pressure/thresholds';
import { runStorageEvictor } from './storage-evictor';

export interface NodeEvictionOptions {
  config: KubeletConfig;
  nodeName: string;
  memoryBytes: number;
  rootDir: string;
  runtime: ContainerRuntime;
  paths: PodPaths;
  pods(): PodManager;
  recorder: EventRecorder;
  /** What the node's conditions tell has changed. */
  onChange(): void;
  clock: Clock;
  logger: Logger;
}

/**
 * Keeps the node from running full: of images that nobody uses, of pods that have more on disk than they may, and of pods at
 * all where the node runs short.
 * @throws Error for thresholds that make no sense
 */
export function createNodeEviction(o: NodeEvictionOptions): PressureEvictor {
  const { config, runtime, rootDir, paths, clock, logger } = o;
  // Kubernetes uses the name as uid here, which is how kubectl describe node finds these events.
  const node = { apiVersion: 'v1', kind: 'Node', name: o.nodeName, uid: o.nodeName };
  const warn = (reason: string, message: string) => o.recorder.event(node, 'Warning', reason, message);
  const pods = {
    pods: () =>
      o
        .pods()
        .activePods('')
        .filter(({ metadata }) => !o.pods().isStatic(metadata?.uid ?? '')),
    isStopping: (uid: string) => o.pods().isStopping(uid),
    evict: (...eviction: Parameters<PodManager['evict']>) => o.pods().evict(...eviction),
  };
  const imageDisk = async () => fileSystem((await runtime.imageDisk())?.mountpoint ?? rootDir);
  const images = createImageCollector({
    runtime,
    policy: {
      highPercent: config.imageGcHighThreshold,
      lowPercent: Math.min(config.imageGcLowThreshold, config.imageGcHighThreshold),
      minAgeMs: config.minimumImageTtlDurationMs,
    },
    measure: imageDisk,
    warn,
    clock,
    logger,
  });
  const evictor = createPressureEvictor({
    ...pods,
    thresholds: parseThresholds({
      hard: config.evictionHard,
      soft: config.evictionSoft,
      softGracePeriod: config.evictionSoftGracePeriod,
      minimumReclaim: config.evictionMinimumReclaim,
    }),
    transitionMs: config.evictionPressureTransitionPeriodMs,
    maxPodGraceSeconds: config.evictionMaxPodGracePeriod,
    observe: async () =>
      observe(await measureMachine(rootDir), o.memoryBytes, await imageDisk().catch(() => undefined)),
    removeUnusedImages: () => images.removeUnused(),
    onChange: o.onChange,
    runtime,
    paths,
    warn,
    clock,
    logger,
  });
  return {
    pressures: evictor.pressures,
    async run(signal) {
      await Promise.all([
        images.run(signal),
        runStorageEvictor({ ...pods, runtime, paths, clock, logger, signal }),
        evictor.run(signal),
      ]);
    },
  };
}

async function fileSystem(path: string): Promise<FileSystemUse> {
  const disk = await statfs(path);
  return {
    capacityBytes: disk.blocks * disk.bsize,
    availableBytes: disk.bavail * disk.bsize,
    inodesFree: disk.ffree,
    inodes: disk.files,
  };
}
