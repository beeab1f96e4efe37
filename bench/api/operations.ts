import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ApiRequest } from './api-client';
import type { Operation } from './operation';
import { nameOf, NAMESPACE, podOf, PODS, PROTOBUF, SHARDS } from './pods';
import { watchOperation } from './watch-operation';

const JSON_TYPE = 'application/json';

const ofEachPod: Operation[] = [
  each('get', (index) => ({ method: 'GET', path: `${PODS}/${nameOf(index)}` })),
  each('update', (index, sample) =>
    withBody('PUT', `${PODS}/${nameOf(index)}`, JSON_TYPE, {
      ...sample,
      metadata: { ...podOf(index).metadata, namespace: NAMESPACE, annotations: { note: 'updated' } },
    }),
  ),
  each('merge patch', (index) =>
    withBody('PATCH', `${PODS}/${nameOf(index)}`, 'application/merge-patch+json', {
      metadata: { labels: { patched: String(index) } },
    }),
  ),
  each('server-side apply', (index) =>
    withBody('PATCH', `${PODS}/${nameOf(index)}?fieldManager=bench-apply`, 'application/apply-patch+yaml', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: nameOf(index), labels: { applied: String(index) } },
    }),
  ),
];

/** In the order in which they are done: the later ones find what the earlier ones made. */
export const operations: readonly Operation[] = [
  each('create', (index) => withBody('POST', PODS, JSON_TYPE, podOf(index))),
  ...ofEachPod,
  some('list', 24, () => ({ method: 'GET', path: PODS })),
  some('list, protobuf', 24, () => ({ method: 'GET', path: PODS, headers: { accept: PROTOBUF } })),
  some('list, 1 in 50 by label', 120, (index) => ({
    method: 'GET',
    path: `${PODS}?labelSelector=shard%3D${index % SHARDS}`,
  })),
  watchOperation('JSON', JSON_TYPE),
  watchOperation('protobuf', PROTOBUF),
  each('delete', (index) => ({ method: 'DELETE', path: `${PODS}/${nameOf(index)}?gracePeriodSeconds=0` })),
];

/** One request for each pod. */
function each(name: string, request: (index: number, sample: Pod) => ApiRequest): Operation {
  return requests(name, (objects) => objects, request);
}

/** So many requests, however many pods there are. */
function some(name: string, count: number, request: (index: number) => ApiRequest): Operation {
  return requests(name, () => count, request);
}

function requests(
  name: string,
  count: Operation['count'],
  request: (index: number, sample: Pod) => ApiRequest,
): Operation {
  return {
    name,
    count,
    async run({ client, inFlight, sample }, from, to) {
      const all = Array.from({ length: to - from }, (_, offset) => request(from + offset, sample));
      return { units: all.length, takenMs: await client.sendAll(all, inFlight) };
    },
  };
}

function withBody(method: string, path: string, type: string, body: unknown): ApiRequest {
  return { method, path, headers: { 'content-type': type }, body: JSON.stringify(body) };
}
