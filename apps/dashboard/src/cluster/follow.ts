import { StatusError } from '@kubets/apimachinery';
import { backoff, type Clock } from '@kubets/component';
import type { Api } from './api';
import { jsonLines } from './json-lines';
import { withQuery } from './paths';

/** How objects are read: whole, or as the rows of a table. */
export interface Format<T> {
  accept: string;
  /** Told of lists only: what is always there, such as a table’s columns. */
  onList?(list: ListBody): void;
  /** The objects of a list, or that of an event, each with its key. */
  entriesOf(body: ListBody): [string, T][];
  query?: Record<string, string>;
}

export interface ListBody {
  metadata?: { resourceVersion?: string; continue?: string };
  [field: string]: unknown;
}

/** Who is told of objects. */
export interface Following<T> {
  /** All that there are, in parts; whatever was told before is gone with the first. */
  onList(entries: [string, T][], isFirst: boolean): void;
  onSet(key: string, value: T): void;
  onGone(key: string): void;
  /** More than `most` objects: the rest is not shown. */
  onCut?(): void;
  /** Why what was told may be old; undefined when it no longer is. */
  onStale?(reason: string | undefined): void;
}

export interface FollowOptions<T> {
  api: Api;
  path: string;
  selectors?: { fieldSelector?: string | undefined; labelSelector?: string | undefined };
  format: Format<T>;
  /** Objects at most. */
  most: number;
  signal: AbortSignal;
  clock: Clock;
}

interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: ListBody;
}

const PAGE = 500;
const DELAYS = { initialMs: 100, maxMs: 5000, jitter: 0.5 };
const WATCH_SECONDS = 300;
/** How often is read again what cannot be watched, such as figures and componentstatuses. */
const READ_AGAIN_MS = 15_000;
const METHOD_NOT_ALLOWED = 405;

/**
 * Tells of all objects of a path and of each change, through outages, until the signal aborts.
 * @throws StatusError for what will not get better by itself: who may not read it, or that there is no such resource.
 */
export async function follow<T>(o: FollowOptions<T>, to: Following<T>): Promise<void> {
  const { signal, clock } = o;
  const delays = backoff(DELAYS);
  let version: string | undefined;
  while (!signal.aborted) {
    try {
      version ??= await list(o, to);
      to.onStale?.(undefined);
      delays.reset();
      version = await watch(o, to, version);
    } catch (error) {
      if (signal.aborted) return;
      const { code, message } = error as StatusError;
      if (code === METHOD_NOT_ALLOWED && version !== undefined) {
        version = undefined;
        await clock.sleep(READ_AGAIN_MS, signal);
        continue;
      }
      if (!(error instanceof StatusError) || [400, 401, 403, 404, 405, 406, 422].includes(code)) throw error;
      if (code === 410) version = undefined;
      else to.onStale?.(message);
      await clock.sleep(delays.next(), signal);
    }
  }
}

async function list<T>({ api, path, selectors, format, most, signal }: FollowOptions<T>, to: Following<T>) {
  let next: string | undefined;
  let told = 0;
  let version = '';
  do {
    const query = { ...format.query, ...selectors, limit: PAGE, continue: next };
    const body = await api.json<ListBody>(withQuery(path, query), { accept: format.accept, signal });
    format.onList?.(body);
    const entries = format.entriesOf(body);
    to.onList(entries, told === 0);
    told += entries.length;
    version = body.metadata?.resourceVersion ?? version;
    next = body.metadata?.continue || undefined;
  } while (next && told < most);
  if (next) to.onCut?.();
  return version;
}

/** Resolves to where the next watch goes on. */
async function watch<T>(
  { api, path, selectors, format, signal }: FollowOptions<T>,
  to: Following<T>,
  since: string,
): Promise<string> {
  let version = since;
  const query = {
    ...format.query,
    ...selectors,
    watch: true,
    allowWatchBookmarks: true,
    timeoutSeconds: WATCH_SECONDS,
    resourceVersion: since,
  };
  const response = await api.open(withQuery(path, query), { accept: format.accept, signal });
  try {
    for await (const { type, object } of jsonLines<WatchEvent>(response as AsyncIterable<Buffer>)) {
      if (type === 'ERROR') throw new StatusError(object);
      version = versionOf(object) ?? version;
      if (type === 'BOOKMARK') continue;
      for (const [key, value] of format.entriesOf(object)) {
        if (type === 'DELETED') to.onGone(key);
        else to.onSet(key, value);
      }
    }
  } catch (error) {
    if (error instanceof StatusError) throw error;
    // The connection broke: the next watch goes on from here.
  } finally {
    response.destroy();
  }
  return version;
}

/** Of an object, or of that in a table’s row. */
function versionOf(body: ListBody): string | undefined {
  const [row] = (body['rows'] as { object?: ListBody }[] | undefined) ?? [];
  return row?.object?.metadata?.resourceVersion ?? body.metadata?.resourceVersion;
}
