import { StatusError } from '@kubets/apimachinery';
import { diagnose, gatherFacts, type ApiReader } from '@kubets/why';
import type { Api } from '../cluster/api';
import { wayOf } from '../way/way-of';
import type { Run } from './operation';

const CLUSTER_DOMAIN = 'cluster.local';
const ALL_SERVICES = '/api/v1/services';

export const runWhy: Run<'why'> = async ({ namespace, name, port }, { api, answer, reach }) => {
  const unread = new Set<string>();
  const { facts, clientAddress } = await gatherFacts({
    question: { namespace, name, ...(port && { port }), from: { kind: 'host' } },
    api: readerOf(api, namespace, unread),
    clusterDomain: CLUSTER_DOMAIN,
    ...(reach && { reach }),
  });
  answer({ type: 'way', way: wayOf(facts, diagnose(facts, clientAddress), [...unread]) });
};

/** Reads with the visitor's rights; what may not be read is as if there were none of it, and is noted. */
function readerOf(api: Api, namespace: string, unread: Set<string>): ApiReader {
  const read = async <T>(path: string): Promise<T | undefined> => {
    try {
      return withoutNulls(await api.json<unknown>(path)) as T;
    } catch (error) {
      if (error instanceof StatusError && error.code === 404) return undefined;
      throw error;
    }
  };
  const list = async <T>(path: string): Promise<T[]> => {
    try {
      return (await read<{ items?: T[] }>(path))?.items ?? [];
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 403) throw error;
      // Without the Service itself there would be nothing to look at.
      if (path === ALL_SERVICES) return list(`/api/v1/namespaces/${encodeURIComponent(namespace)}/services`);
      unread.add(path.split('?')[0]?.split('/').at(-1) ?? path);
      return [];
    }
  };
  return { get: read, list, close: () => undefined };
}

/** Go writes `endpoints: null` where there are none. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const there = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(there.map(([field, one]) => [field, withoutNulls(one)]));
}
