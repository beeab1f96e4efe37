import { newExpired, newNotFound } from '@kubets/apimachinery';
import { timerMs } from '@kubets/component';
import type { StoredObject } from '@kubets/store';
import { changedObject, changeSize, changeType, type Change, type ChangeType } from '../cache/change';
import type { ResourceCache } from '../cache/resource-cache';
import type { Selection } from '../cache/selection';
import { groupResourceOf, type RequestScope } from './request-scope';
import { createFrameQueue, type FrameSink } from './frame-queue';
import { encodeOrLeaveOut, type LeaveOut } from './leave-out';
import type { ListOptions } from './list-options';
import { beFresh } from './read';
import type { ResourceRequest } from './request';

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

  /** What is sent first, or undefined when changes since the resourceVersion are not known any more. */
  function backlog(): Iterable<Item | undefined> | undefined {
    if (options.sendInitialEvents ?? fromNow) {
      const end = options.sendInitialEvents && options.allowWatchBookmarks;
      return stateItems(cache, selection, end ? scope.cache.revision : undefined);
    }
    const changes = fromNow ? [] : cache.changes.after(Number(options.resourceVersion));
    return changes && changeItems(changes, selection);
  }

  return {
    run: (encoder, sink) =>
      new Promise((resolve) => {
        const first = backlog();
        if (!first) {
          sink.fail(newExpired(`too old resource version: ${options.resourceVersion} (${cache.changes.floor})`).status);
          return resolve();
        }
        const queue = createFrameQueue<Item>({
          sink,
          backlog: first,
          encode: itemEncoder(encoder, scope.leaveOut),
          ahead: (item) => (item.kind === 'bookmark' ? undefined : encoder.ahead?.(objectOf(item))),
          sizeOf,
          onOverflow: finish,
        });
        const unfollow = cache.follow({
          onChange(change) {
            const type = changeType(change, selection);
            if (type) queue.push({ kind: 'change', type, change });
          },
          onReset: finish,
        });
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

const objectOf = (item: Exclude<Item, { kind: 'bookmark' }>): StoredObject =>
  item.kind === 'change' ? changedObject(item.change, item.type) : item.object;

/** The snapshot is taken now, although it is sent bit by bit: changes from now on come as changes. */
function stateItems(
  cache: ResourceCache,
  selection: Selection,
  endRevision: number | undefined,
): Iterable<Item | undefined> {
  const { key } = selection;
  const objects = key
    ? [cache.objects.get(key)].filter((object) => object !== undefined)
    : cache.objects.range(selection.prefix);
  return (function* (): Generator<Item | undefined> {
    for (const object of objects) yield selection.matches(object) ? { kind: 'state', object } : undefined;
    if (endRevision !== undefined) yield { kind: 'bookmark', revision: endRevision, initialEventsEnd: true };
  })();
}

function* changeItems(changes: Change[], selection: Selection): Generator<Item | undefined> {
  for (const change of changes) {
    const type = changeType(change, selection);
    yield type && { kind: 'change', type, change };
  }
}

const sizeOf = (item: Item): number => (item.kind === 'change' ? changeSize(item.change) : 0);

function itemEncoder(encoder: WatchEncoder, leaveOut: LeaveOut): (item: Item) => Buffer | undefined {
  const encode = eventEncoder(encoder);
  return (item) => {
    if (item.kind === 'bookmark') return encoder.bookmark(item.revision, item.initialEventsEnd);
    const shown = item.kind === 'change' ? (item.change.current ?? item.change.previous!) : item.object;
    return encodeOrLeaveOut(shown, encoder.format, leaveOut, () => encode(item));
  };
}

function eventEncoder(encoder: WatchEncoder): (item: Exclude<Item, { kind: 'bookmark' }>) => Buffer {
  let isFirst = encoder.firstFrame !== undefined;
  return (item) => {
    const type = item.kind === 'change' ? item.type : 'ADDED';
    if (isFirst) {
      const frame = encoder.firstFrame!(type, objectOf(item));
      isFirst = false;
      return frame;
    }
    return item.kind === 'change' ? sharedFrame(encoder, item.change, type) : encoder.frame(type, item.object);
  };
}

function sharedFrame(encoder: WatchEncoder, change: Change, type: ChangeType): Buffer {
  return change.frames.of(`${encoder.format}:${type}`, () => encoder.frame(type, changedObject(change, type)));
}

function timeoutMs(seconds: number | undefined): number {
  return 1000 * (seconds ? seconds : DEFAULT_TIMEOUT_SECONDS * (1 + Math.random()));
}
