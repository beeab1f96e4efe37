import { isGone, type KubeObject } from '@kubets/apimachinery';
import type { ListParams, ObjectList } from './resource-client';
import type { Followable } from './transformed';

/**
 * All objects, page by page, at one resourceVersion. When the snapshot expires between two pages the rest cannot
 * be had any more, so everything is read again at once.
 */
export async function listPages<T extends KubeObject>(
  client: Pick<Followable<T>, 'list'>,
  params: ListParams & { signal?: AbortSignal },
  pageSize: number,
): Promise<ObjectList<T>> {
  const items: T[] = [];
  let next: string | undefined;
  do {
    let page: ObjectList<T>;
    try {
      page = await client.list({ ...params, limit: pageSize, continue: next });
    } catch (error) {
      if (next !== undefined && isGone(error)) return client.list(params);
      throw error;
    }
    for (const item of page.items) items.push(item);
    next = page.metadata.continue || undefined;
    if (next === undefined) return { metadata: page.metadata, items };
  } while (!params.signal?.aborted);
  throw params.signal.reason;
}
