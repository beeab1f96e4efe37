import { isNotFound, type KubeObject, objectKey, resourceVersionOf, uidOf } from '@kubets/apimachinery';
import type { Informer } from '@kubets/client';
import type { Clock } from '@kubets/component';

/** After so long a write that the cache never showed is forgotten: the object was removed while nobody watched. No answer comes later. */
const EXPIRY_MS = 60_000;

/** Remembers own writes until the cache shows them, so that the next decision is not made on an older state. */
export interface WrittenObjects<T extends KubeObject> {
  /**
   * Notes what a write comes to, and what was updated if that is not there any more.
   * @throws whatever the write does
   */
  noted(write: Promise<T>, updated?: T): Promise<T>;
  deleted(object: T): void;
  /** True when the version is one written here: the event is an echo. */
  isEcho(object: T): boolean;
  /** What the cache lists, brought forward by the writes for which `matches` holds. */
  latest(cached: readonly T[], matches: (object: T) => boolean): T[];
}

interface Write<T> {
  object: T;
  isGone: boolean;
  atMs: number;
}

export function createWrittenObjects<T extends KubeObject>(informer: Informer<T>, clock: Clock): WrittenObjects<T> {
  const writes = new Map<string, Write<T>>();
  const lastWritten = new Map<string, string | undefined>();
  /** When which object was seen to go, oldest first: the answer to its last write may come after that. */
  const gone = new Map<string, number>();

  const caughtUp = (object: T): void => {
    const write = writes.get(objectKey(object));
    const newer =
      write && (uidOf(write.object) !== uidOf(object) || resourceVersionOf(object) >= resourceVersionOf(write.object));
    if (newer && !write.isGone) writes.delete(objectKey(object));
  };
  informer.addEventHandler({
    onAdd: caughtUp,
    onUpdate: (_previous, object) => caughtUp(object),
    onDelete(object) {
      const nowMs = clock.monotonicMs();
      for (const [uid, atMs] of gone) {
        if (nowMs - atMs <= EXPIRY_MS) break;
        gone.delete(uid);
      }
      gone.set(uidOf(object), nowMs);
      const write = writes.get(objectKey(object));
      if (write && uidOf(write.object) === uidOf(object)) writes.delete(objectKey(object));
      lastWritten.delete(objectKey(object));
    },
  });

  const remember = (object: T, isGone: boolean): void => {
    const atMs = clock.monotonicMs();
    for (const [key, write] of writes) if (atMs - write.atMs > EXPIRY_MS) writes.delete(key);
    const cached = informer.lister.get(objectKey(object));
    const isShown = isGone
      ? cached === undefined
      : gone.has(uidOf(object)) || (cached !== undefined && resourceVersionOf(cached) >= resourceVersionOf(object));
    if (isShown) writes.delete(objectKey(object));
    else writes.set(objectKey(object), { object, isGone, atMs });
  };

  return {
    async noted(write, updated) {
      try {
        const object = await write;
        remember(object, false);
        if (!gone.has(uidOf(object))) lastWritten.set(objectKey(object), object.metadata?.resourceVersion);
        return object;
      } catch (error) {
        if (updated && isNotFound(error)) remember(updated, true);
        throw error;
      }
    },
    deleted: (object) => remember(object, true),
    isEcho: (object) => lastWritten.get(objectKey(object)) === object.metadata?.resourceVersion,
    latest(cached, matches) {
      const result = new Map(cached.map((object) => [objectKey(object), object]));
      for (const [key, { object, isGone, atMs }] of writes) {
        if (clock.monotonicMs() - atMs > EXPIRY_MS || !matches(object)) continue;
        const current = result.get(key);
        if (isGone) {
          if (current && uidOf(current) === uidOf(object)) result.delete(key);
        } else if (!current || resourceVersionOf(current) < resourceVersionOf(object)) {
          result.set(key, object);
        }
      }
      return [...result.values()];
    },
  };
}
