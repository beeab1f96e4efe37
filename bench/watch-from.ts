import { createInterface } from 'node:readline';
import type { ApiClient } from './api/api-client';

interface Versioned {
  metadata?: { resourceVersion?: string };
}

export interface Watch {
  path: string;
  /** Such as `fieldSelector=…`. */
  query: string;
  /** What has happened by this version is not told. */
  since: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** How far the server has come with the objects of a path. */
export async function versionOf(client: ApiClient, path: string): Promise<string> {
  const list = await client.send({ method: 'GET', path: `${path}?limit=1` });
  return (JSON.parse(list.toString()) as Versioned).metadata!.resourceVersion!;
}

/**
 * What becomes of objects. A server that is busy ends watches that it does not get on with; clients go on from where they were, and so
 * does this.
 * @throws Error with what the server says where it cannot go on.
 */
export async function* watchFrom<T extends Versioned>(
  client: ApiClient,
  { path, query, since, headers, signal }: Watch,
): AsyncGenerator<{ type: string; object: T }> {
  for (let last = since; !signal?.aborted;) {
    const request = { method: 'GET', path: `${path}?watch=true&resourceVersion=${last}&${query}`, headers };
    const stream = await client.open(request);
    try {
      for await (const line of createInterface({ input: stream })) {
        const event = JSON.parse(line) as { type: string; object: T };
        if (event.type === 'ERROR') throw new Error(line);
        last = event.object.metadata!.resourceVersion!;
        yield event;
      }
    } finally {
      stream.close();
    }
  }
}
