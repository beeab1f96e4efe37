import { newExpired, newNotFound } from '@kubets/apimachinery';
import { timerMs } from '@kubets/component';
import type { StoredObject } from '@kubets/store';
import { changedObject, changeSize, changeType, type Change, type ChangeType } from '../cache/change';
import type { Follower } from '../cache/followers';
import { stateFrame } from '../cache/shared-frames';
import type { ResourceCache } from '../cache/resource-cache';
import type { Selection } from '../cache/selection';
import { groupResourceOf, type RequestScope } from './request-scope';
import { createFrameQueue, type FrameSink } from './frame-queue';
import { encodeOrLeaveOut, type LeaveOut } from './leave-out';
import type { ListOptions } from './list-options';
import { beFresh } from './read';
import type { ResourceRequest } from './request';
import { requestedObjects } from './requested-version';
import { convertItem, unconvertedItems, type UnconvertedItem } from './unconverted-item';

/** Annotation of the bookmark that ends the initial events of a watch. */
export const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

const BOOKMARK_INTERVAL_MS = 60_000;

/** Without timeoutSeconds a watch ends after 30 to 60 minutes, so that clients spread over servers again. */
const DEFAULT_TIMEOUT_SECONDS = 1800;

/** One wire format of watch events. */
export interface WatchEncoder {
  /** Frames of equal format and type are made once per change and shared by all streams. */
  format: string;
  frame(type: ChangeType, object: StoredObject): Buffer;
  /** Instead of `frame` for the first event of a stream: a Table names its columns only there. */
  firstFrame?(type: ChangeType, object: StoredObject): Buffer;
  bookmark(revision: number, initialEventsEnd: boolean): Buffer;
  /** What has to be waited for before `frame` of a large object is quick; undefined when nothing has to. */
  ahead?(object: StoredObject): Promise<void> | undefined;
}

export interface OpenWatch {
  /** Streams to the sink until the client, the timeout or the server ends it; resolves then. */
  run(encoder: WatchEncoder, sink: FrameSink): Promise<void>;
}

/** What a stream has to say next; encoded when its turn comes. */
type Item =
  | { kind: 'state'; object: StoredObject }
  | { kind: 'change'; type: ChangeType; change: Change }
  | UnconvertedItem
  | { kind: 'bookmark'; revision: number; initialEventsEnd: boolean };

/**
 * A watch that is ready to stream. What can be refused is refused here, before anything is sent; a resourceVersion that
 * is too old fails the stream: over HTTP with an ERROR event, as in Kubernetes.
 */
export async function openWatch(
  scope: RequestScope,
  request: ResourceRequest,
  selection: Selection,
  options: ListOptions,
): Promise<OpenWatch> {
  const fromNow = options.resourceVersion === '' || options.resourceVersion === '0';
  if (fromNow || options.sendInitialEvents) await beFresh(scope, options.resourceVersion);
  // The kind may have gone while the request waited, and nothing would ever end this watch.
  if (!scope.cache.follows(request.definition)) throw newNotFound(groupResourceOf(request.definition), '');
  const cache = scope.cache.resource(request.definition);
  const { conversion } = request.definition;
  await cache.indexes.prepare(selection);
  // All of it together, and what cannot be is refused here.
  if (conversion && (options.sendInitialEvents ?? fromNow))
    await requestedObjects(request.definition, objectsOf(cache, selection));

  /** What is sent first, or undefined when changes since the resourceVersion are not known any more. */
  function backlog(): Iterable<Item | undefined> | undefined {
    if (options.sendInitialEvents ?? fromNow) {
      const end = options.sendInitialEvents && options.allowWatchBookmarks;
      const endRevision = end ? scope.cache.revision : undefined;
      return conversion
        ? unconvertedItems(objectsOf(cache, selection), endRevision)
        : stateItems(cache, selection, endRevision);
    }
    const changes = fromNow ? [] : cache.changes.after(Number(options.resourceVersion));
    if (changes && conversion) return changes.map((change) => ({ kind: 'unconverted', change }));
    return changes && changeItems(changes, selection);
  }

  return {
    run: (encoder, sink) =>
      new Promise((resolve) => {
        const items = backlog();
        if (!items) {
          sink.fail(newExpired(`too old resource version: ${options.resourceVersion} (${cache.changes.floor})`).status);
          return resolve();
        }
        const { begun } = request;
        const first = begun ? toldOf(items, begun) : items;
        const encode = itemEncoder(encoder, scope.leaveOut);
        let hasFailed = false;
        const queue = createFrameQueue<Item>({
          sink: {
            ...sink,
            ...(begun ? { write: (frame: Buffer) => sink.write(frame) || (begun(), false) } : {}),
            end: () => (hasFailed ? undefined : sink.end()),
          },
          backlog: first,
          encode(item) {
            if (item.kind !== 'unconverted' || !item.failure) return encode(item);
            hasFailed = true;
            sink.fail(item.failure);
            finish();
            return undefined;
          },
          ahead(item) {
            if (item.kind === 'bookmark') return undefined;
            if (item.kind === 'unconverted') return convertItem(item, request.definition, selection);
            return encoder.ahead?.(objectOf(item));
          },
          sizeOf,
          onOverflow: finish,
        });
        const follower: Follower = {
          onChange(change) {
            if (conversion) return queue.push({ kind: 'unconverted', change });
            const type = changeType(change, selection);
            if (type) queue.push({ kind: 'change', type, change });
          },
          onReset: finish,
        };
        const unfollow = cache.follow(follower, selection);
        const bookmark = () =>
          queue.push({ kind: 'bookmark', revision: scope.cache.revision, initialEventsEnd: false });
        const bookmarks = options.allowWatchBookmarks ? setInterval(bookmark, BOOKMARK_INTERVAL_MS) : undefined;
        const timeout = setTimeout(finish, timerMs(timeoutMs(options.timeoutSeconds)));
        request.signal.addEventListener('abort', finish, { once: true });
        if (request.signal.aborted) finish();

        function finish(): void {
          unfollow();
          clearInterval(bookmarks);
          clearTimeout(timeout);
          request.signal.removeEventListener('abort', finish);
          queue.end();
          resolve();
        }
      }),
  };
}

/** A client that does not read as fast as it is sent to takes no time of anybody's, either: see `write` above. */
function* toldOf<T>(items: Iterable<T>, atEnd: () => void): Generator<T> {
  yield* items;
  atEnd();
}

type ConvertedItem = Exclude<Item, { kind: 'bookmark' | 'unconverted' }>;

const objectOf = (item: ConvertedItem): StoredObject =>
  item.kind === 'change' ? changedObject(item.change, item.type) : item.object;

/** The snapshot is taken now, although it is sent bit by bit: changes from now on come as changes. */
function stateItems(
  cache: ResourceCache,
  selection: Selection,
  endRevision: number | undefined,
): Iterable<Item | undefined> {
  const selected = cache.indexes.select(selection);
  const objects = selected ?? objectsOf(cache, selection);
  return (function* (): Generator<Item | undefined> {
    for (const object of objects) yield selected || selection.matches(object) ? { kind: 'state', object } : undefined;
    if (endRevision !== undefined) yield { kind: 'bookmark', revision: endRevision, initialEventsEnd: true };
  })();
}

const objectsOf = (cache: ResourceCache, { key, prefix }: Selection): StoredObject[] =>
  key ? [cache.objects.get(key)].filter((object) => object !== undefined) : cache.objects.range(prefix);

function* changeItems(changes: Change[], selection: Selection): Generator<Item | undefined> {
  for (const change of changes) {
    const type = changeType(change, selection);
    yield type && { kind: 'change', type, change };
  }
}

const sizeOf = (item: Item): number =>
  item.kind === 'change' || item.kind === 'unconverted' ? changeSize(item.change) : 0;

function itemEncoder(encoder: WatchEncoder, leaveOut: LeaveOut): (item: Item) => Buffer | undefined {
  const encode = eventEncoder(encoder);
  return (item) => {
    if (item.kind === 'bookmark') return encoder.bookmark(item.revision, item.initialEventsEnd);
    if (item.kind === 'unconverted') {
      const { shown } = item;
      return (
        shown && encodeOrLeaveOut(shown.object, encoder.format, leaveOut, () => encode.plain(shown.type, shown.object))
      );
    }
    const shown = item.kind === 'change' ? (item.change.current ?? item.change.previous!) : item.object;
    return encodeOrLeaveOut(shown, encoder.format, leaveOut, () => encode.item(item));
  };
}

function eventEncoder(encoder: WatchEncoder) {
  let isFirst = encoder.firstFrame !== undefined;
  const plain = (type: ChangeType, object: StoredObject, frame = () => encoder.frame(type, object)): Buffer => {
    if (!isFirst) return frame();
    const first = encoder.firstFrame!(type, object);
    isFirst = false;
    return first;
  };
  return {
    plain,
    item(item: ConvertedItem): Buffer {
      if (item.kind === 'state') {
        const { object } = item;
        return plain('ADDED', object, () =>
          stateFrame(object, `${encoder.format}:ADDED`, () => encoder.frame('ADDED', object)),
        );
      }
      return plain(item.type, objectOf(item), () => sharedFrame(encoder, item.change, item.type));
    },
  };
}

function sharedFrame(encoder: WatchEncoder, change: Change, type: ChangeType): Buffer {
  return change.frames.of(`${encoder.format}:${type}`, () => encoder.frame(type, changedObject(change, type)));
}

function timeoutMs(seconds: number | undefined): number {
  return 1000 * (seconds ? seconds : DEFAULT_TIMEOUT_SECONDS * (1 + Math.random()));
}
