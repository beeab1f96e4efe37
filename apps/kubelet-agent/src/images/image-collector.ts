import type { Clock, Logger } from '@kubets/component';
import type { ContainerRuntime } from '../runtimes/runtime';
import { errorFields } from '../system/error-fields';
import { bytesToFree, lookedAt, removableImages, type ImageRecord } from './image-records';

export interface ImagePolicy {
  /** Percent of the disk in use from which on images are removed, and down to which. 100 removes none. */
  highPercent: number;
  lowPercent: number;
  /** How long an image is left alone after it came. */
  minAgeMs: number;
}

export interface ImageCollectorOptions {
  runtime: Pick<ContainerRuntime, 'listImages' | 'listPods' | 'removeImage'>;
  policy: ImagePolicy;
  /** The file system that holds images. */
  measure(): Promise<{ capacityBytes: number; availableBytes: number }>;
  /** An event of the node. */
  warn(reason: string, message: string): void;
  clock: Clock;
  logger: Logger;
}

export interface ImageCollector {
  /** Removes what nobody uses if the disk is fuller than it may be. @throws Error when that was not enough. */
  collect(): Promise<void>;
  /** Removes all that nobody uses. Returns how many bytes that has freed. */
  removeUnused(): Promise<number>;
  run(signal: AbortSignal): Promise<void>;
}

// As often as Kubernetes does.
const COLLECT_INTERVAL_MS = 300_000;

/** Removes images from the node that no container uses. https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-garbage-collection */
export function createImageCollector(o: ImageCollectorOptions): ImageCollector {
  let records = new Map<string, ImageRecord>();
  let failures = 0;

  async function look(): Promise<number> {
    const [images, pods] = await Promise.all([o.runtime.listImages(), o.runtime.listPods()]);
    const nowMs = o.clock.monotonicMs();
    records = lookedAt(records, { images, containers: pods.flatMap(({ containers }) => containers), nowMs });
    return nowMs;
  }

  async function free(wantedBytes: number): Promise<number> {
    const nowMs = await look();
    const problems: string[] = [];
    let freedBytes = 0;
    for (const { id, sizeBytes } of removableImages(records.values(), { nowMs, minAgeMs: o.policy.minAgeMs })) {
      if (freedBytes >= wantedBytes) break;
      try {
        o.logger.info({ image: id, sizeBytes }, 'Removing an image that nobody uses');
        await o.runtime.removeImage(id);
        records.delete(id);
        freedBytes += sizeBytes;
      } catch (error) {
        problems.push((error as Error).message);
      }
    }
    if (problems.length === 0) return freedBytes;
    throw new Error(
      `wanted to free ${wantedBytes} bytes, but freed ${freedBytes} bytes space with errors in image deletion: ${problems.join(', ')}`,
    );
  }

  const collector: ImageCollector = {
    async collect() {
      await look();
      const disk = await o.measure();
      if (disk.capacityBytes === 0) {
        o.warn('InvalidDiskCapacity', 'invalid capacity 0 on image filesystem');
        throw new Error('invalid capacity 0 on image filesystem');
      }
      const wantedBytes = bytesToFree(disk, o.policy);
      if (wantedBytes === 0) return;
      const freedBytes = await free(wantedBytes);
      if (freedBytes >= wantedBytes) return;
      const used = 100 - Math.floor((disk.availableBytes * 100) / disk.capacityBytes);
      const message =
        `Insufficient free disk space on the node's image filesystem (${used}% of ${sizeText(disk.capacityBytes)} used). ` +
        `Failed to free sufficient space by deleting unused images (freed ${freedBytes} bytes). ` +
        'Investigate disk usage, as it could be used by active images, logs, volumes, or other data.';
      o.warn('FreeDiskSpaceFailed', message);
      throw new Error(message);
    },
    removeUnused: () => free(Infinity),
    async run(signal) {
      if (o.policy.highPercent >= 100) return;
      while (!signal.aborted) {
        await collector.collect().then(
          () => (failures = 0),
          (err: Error) => {
            o.logger.warn(errorFields(err), 'Images cannot be collected');
            // The first time, what there is may not be known yet.
            if (++failures > 1) o.warn('ImageGCFailed', err.message);
          },
        );
        await o.clock.sleep(COLLECT_INTERVAL_MS, signal);
      }
    },
  };

  return collector;
}

function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return power === 0 ? `${bytes} B` : `${(bytes / 1024 ** power).toFixed(1)} ${units[power]}`;
}
