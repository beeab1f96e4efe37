import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { StatusError } from '@kubets/apimachinery';
import type { KubeClient, ResourceClient, WatchEvent } from '@kubets/client';
import type { FakeCluster } from '@kubets/client/testing';

// Lets an agent in a process (and network namespace) of its own use the test's fake cluster: it can be killed and started
// again while the cluster stays. One POST per call; watches are lines of JSON.

interface Call {
  plural: string;
  verb: string;
  args: unknown[];
}

/** Serves the cluster on a unix socket. Returns how to stop, which also breaks running watches. */
export async function serveCluster(cluster: FakeCluster, socketPath: string): Promise<() => Promise<void>> {
  const server = createServer((incoming, response) => {
    void answer(cluster, incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

async function answer(cluster: FakeCluster, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { plural, verb, args } = JSON.parse(Buffer.concat(chunks).toString()) as Call;
  try {
    if (verb === 'watch') return await answerWatch(cluster.resource(plural), args[0] as object, response);
    const client = (plural === 'serviceaccounts'
      ? cluster.serviceAccounts
      : cluster.resource(plural)) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    response.end(JSON.stringify({ result: await client[verb]!(...args) }));
  } catch (error) {
    response.end(
      JSON.stringify({
        status:
          error instanceof StatusError ? error.status : { code: 500, reason: 'InternalError', message: String(error) },
      }),
    );
  }
}

async function answerWatch(client: ResourceClient<object>, params: object, response: ServerResponse): Promise<void> {
  const stop = new AbortController();
  response.on('close', () => stop.abort());
  response.flushHeaders();
  try {
    for await (const event of client.watch({ ...params, signal: stop.signal }))
      response.write(`${JSON.stringify({ event })}\n`);
    response.end();
  } catch (error) {
    response.end(
      `${JSON.stringify({ status: error instanceof StatusError ? error.status : { code: 500, message: String(error) } })}\n`,
    );
  }
}

/** The cluster at the other end of the socket, as far as a kubelet uses one. */
export function connectCluster(socketPath: string): KubeClient {
  const post = (call: Call, signal?: AbortSignal) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request({ socketPath, method: 'POST', signal }, resolve);
      outgoing.on('error', (error) => reject(unavailable(error)));
      outgoing.end(JSON.stringify(call));
    });

  const resource = (plural: string) => {
    const call =
      (verb: string) =>
      async (...args: unknown[]) => {
        const response = await post({ plural, verb, args });
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const { result, status } = JSON.parse(Buffer.concat(chunks).toString()) as {
          result?: unknown;
          status?: object;
        };
        if (status) throw new StatusError(status);
        return result;
      };
    async function* watch({ signal, ...params }: { signal: AbortSignal }): AsyncIterable<WatchEvent<object>> {
      if (signal.aborted) return;
      const response = await post({ plural, verb: 'watch', args: [params] }, signal);
      try {
        for await (const line of createInterface({ input: response })) {
          const { event, status } = JSON.parse(line) as { event?: WatchEvent<object>; status?: object };
          if (status) throw new StatusError(status);
          yield event!;
        }
      } catch (error) {
        if (!signal.aborted) throw error instanceof StatusError ? error : unavailable(error);
      }
    }
    const verbs = [
      'get',
      'list',
      'create',
      'update',
      'updateStatus',
      'patch',
      'delete',
      'deleteCollection',
      'createToken',
    ];
    return { ...Object.fromEntries(verbs.map((verb) => [verb, call(verb)])), watch };
  };
  const plurals = [
    'pods',
    'nodes',
    'services',
    'secrets',
    'configMaps',
    'serviceAccounts',
    'leases',
    'events',
    'persistentVolumeClaims',
    'persistentVolumes',
    'csiDrivers',
    'csiNodes',
    'volumeAttachments',
    'clusterTrustBundles',
    'podCertificateRequests',
    'resourceClaims',
    'resourceSlices',
  ];
  return Object.fromEntries(plurals.map((name) => [name, resource(name.toLowerCase())])) as unknown as KubeClient;
}

const unavailable = (error: unknown) =>
  new StatusError({ code: 503, reason: 'ServiceUnavailable', message: String(error) });
