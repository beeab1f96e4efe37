import type { ApiClient } from '../api/api-client';
import { nodeOf } from './cluster-nodes';

/** Where the pods of these benchmarks are. */
export const NAMESPACE = 'bench';

/** The namespace and so many nodes, which take pods. */
export async function createNodes(
  client: ApiClient,
  { nodes, inFlight }: { nodes: number; inFlight: number },
): Promise<void> {
  const post = (path: string, object: object) => ({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  });
  await client.send(post('/api/v1/namespaces', { metadata: { name: NAMESPACE } }));
  // A controller makes it where there is one; it has not begun.
  await client.send(post(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { metadata: { name: 'default' } }));
  const indices = Array.from({ length: nodes }, (_, index) => index);
  await client.sendAll(
    indices.map((index) => post('/api/v1/nodes', nodeOf(index))),
    inFlight,
  );
  // Where nobody looks after nodes, the taint that new ones get stays.
  await client.sendAll(
    indices.map((index) => ({
      method: 'PATCH',
      path: `/api/v1/nodes/node-${index}`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: '{"spec":{"taints":null}}',
    })),
    inFlight,
  );
}
