import { parseFieldSelector, parseLabelSelector, type KubeObject } from '@kubets/apimachinery';
import type { ListParams, WatchEvent, WatchParams } from '../resource-client';
import { visibleEvent, type TrackedChange, type Tracker } from './tracker';

/** Whether an object is in what the parameters ask for. A field selector may name any path, absent ones are ''. */
export function matcherOf(
  params: Pick<ListParams, 'namespace' | 'labelSelector' | 'fieldSelector'>,
): (object: KubeObject) => boolean {
  const labels = params.labelSelector ? parseLabelSelector(params.labelSelector) : undefined;
  const fields = params.fieldSelector ? parseFieldSelector(params.fieldSelector) : undefined;
  return (object) => {
    if (params.namespace && object.metadata?.namespace !== params.namespace) return false;
    if (labels && !labels.matches(object.metadata?.labels)) return false;
    if (!fields) return true;
    return fields.matches(Object.fromEntries(fields.requirements.map(({ field }) => [field, valueAt(object, field)])));
  };
}

function valueAt(object: KubeObject, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
  return value === undefined || value === null ? '' : String(value);
}

/** A watch on the tracker: what happened since resourceVersion, then everything as it happens. */
export async function* watchTracker(
  tracker: Tracker,
  plural: string,
  params: WatchParams,
  broken: AbortSignal,
): AsyncGenerator<WatchEvent<KubeObject>> {
  const matches = matcherOf(params);
  const queue: TrackedChange[] = [];
  let wake: () => void = () => undefined;
  const unsubscribe = tracker.subscribe((change) => {
    queue.push(change);
    wake();
  });
  const stop = () => wake();
  params.signal.addEventListener('abort', stop, { once: true });
  broken.addEventListener('abort', stop, { once: true });
  try {
    const from = Number(params.resourceVersion ?? 0);
    if (from === 0) {
      for (const object of tracker.list(plural)) if (matches(object)) yield { type: 'ADDED', object };
    } else {
      queue.unshift(...tracker.since(from).filter((change) => !queue.includes(change)));
    }
    while (!params.signal.aborted && !broken.aborted) {
      const change = queue.shift();
      if (!change) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      const event = change.plural === plural ? visibleEvent(change, matches) : undefined;
      if (event) yield event;
    }
  } finally {
    unsubscribe();
    params.signal.removeEventListener('abort', stop);
    broken.removeEventListener('abort', stop);
  }
}
