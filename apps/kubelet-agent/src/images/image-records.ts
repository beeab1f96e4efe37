import type { RuntimeContainer, RuntimeImage } from '../runtimes/runtime';

/** What is remembered of an image on the node. */
export interface ImageRecord {
  id: string;
  sizeBytes: number;
  pinned: boolean;
  firstSeenMs: number;
  /** When a container was last seen that uses it; undefined when none ever was. */
  lastUsedMs?: number;
  inUse: boolean;
}

/** What is known of the images after another look. A container uses one as long as the runtime has it, ended or not. */
export function lookedAt(
  known: ReadonlyMap<string, ImageRecord>,
  {
    images,
    containers,
    nowMs,
  }: { images: readonly RuntimeImage[]; containers: readonly RuntimeContainer[]; nowMs: number },
): Map<string, ImageRecord> {
  const used = new Set(containers.flatMap(({ image, imageRef }) => [image, imageRef]));
  return new Map(
    images.map(({ id, names, sizeBytes, pinned = false }) => {
      const before = known.get(id);
      const inUse = [id, ...names].some((name) => used.has(name));
      const lastUsedMs = inUse ? nowMs : before?.lastUsedMs;
      const firstSeenMs = before?.firstSeenMs ?? nowMs;
      return [id, { id, sizeBytes, pinned, firstSeenMs, inUse, ...(lastUsedMs === undefined ? {} : { lastUsedMs }) }];
    }),
  );
}

/** The images that may be removed, the one that was used longest ago first. Those that came just now are about to be used. */
export function removableImages(
  records: Iterable<ImageRecord>,
  { nowMs, minAgeMs }: { nowMs: number; minAgeMs: number },
): ImageRecord[] {
  return [...records]
    .filter(({ inUse, pinned, firstSeenMs }) => !inUse && !pinned && nowMs - firstSeenMs >= minAgeMs)
    .sort((a, b) => (a.lastUsedMs ?? 0) - (b.lastUsedMs ?? 0) || a.firstSeenMs - b.firstSeenMs);
}

/** How many bytes have to go so that no more than the low threshold is used; 0 while less than the high one is. */
export function bytesToFree(
  { capacityBytes, availableBytes }: { capacityBytes: number; availableBytes: number },
  { highPercent, lowPercent }: { highPercent: number; lowPercent: number },
): number {
  const available = Math.min(availableBytes, capacityBytes);
  const usedPercent = 100 - Math.floor((available * 100) / capacityBytes);
  return usedPercent < highPercent ? 0 : Math.max(0, (capacityBytes * (100 - lowPercent)) / 100 - available);
}
