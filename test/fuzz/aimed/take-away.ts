import type { RestClient } from '../beside/rest-client';

const MERGE = { contentType: 'application/merge-patch+json' };

/** Deletes what may be at each path, whatever finalizers hold it. What is not there, and what is not answered, is passed over. */
export async function takeAway(client: RestClient, paths: Iterable<string>): Promise<void> {
  for (const path of paths) {
    const gone = await client.call('DELETE', path, { gracePeriodSeconds: 0 }).catch(() => undefined);
    if (gone?.body?.metadata?.finalizers)
      await client.call('PATCH', path, { metadata: { finalizers: null } }, MERGE).catch(() => undefined);
  }
}
