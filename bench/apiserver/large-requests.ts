import { connect, constants } from 'node:http2';
import { request } from 'node:https';
import { credentials, Client, Metadata } from '@grpc/grpc-js';
import type { Connection } from './measured-apiserver';

/** Sends the request, reads the answer to its end and throws it away; resolves to the bytes that came. */
export type LargeRequest = (connection: Connection) => Promise<number>;

const PODS = '/api/v1/pods';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';

/** Each kind of answer that grows with the number of objects. */
export const largeRequests: Record<string, LargeRequest> = {
  'list, JSON': http1(PODS),
  'list, JSON over HTTP/2': http2(PODS),
  'list, gzip': http1(PODS, { 'accept-encoding': 'gzip' }),
  'list, Table': http1(PODS, { accept: TABLE }),
  'list, metadata only': http1(PODS, { accept: PARTIAL }),
  'list, gRPC': grpcList,
};

/** As above, but too slow to be asked for dozens of times. */
export const slowRequests: Record<string, LargeRequest> = {
  'list, pretty': http1(`${PODS}?pretty=true`),
  'list by labels': http1(`${PODS}?labelSelector=shard%3D3`),
  'list by labels that match nothing': http1(`${PODS}?labelSelector=shard%3Dnone`),
  'list by fields that match nothing': http1(`${PODS}?fieldSelector=spec.nodeName%3Dnone`),
  'list of the past': http1(`${PODS}?resourceVersion=2&resourceVersionMatch=Exact`),
  'watch with initial events': http1(
    `${PODS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=3`,
  ),
  'watch that matches nothing': http1(`${PODS}?watch=true&labelSelector=shard%3Dnone&timeoutSeconds=2`),
  'OpenAPI v2': http1('/openapi/v2'),
  'OpenAPI v2, protobuf': http1('/openapi/v2', {
    accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  }),
  'OpenAPI v3': http1('/openapi/v3'),
  discovery: http1('/apis', { accept: 'application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io' }),
  metrics: http1('/metrics'),
  'list, YAML': http1(PODS, { accept: 'application/yaml' }),
  'delete of a collection': http1('/api/v1/namespaces/crowd/pods?gracePeriodSeconds=0', {}, 'DELETE'),
};

export function textOf({ url, ca, cert, key }: Connection, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { ca, cert, key, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve(text));
    });
    outgoing.once('error', reject).end();
  });
}

function http1(path: string, headers: Record<string, string> = {}, method = 'GET'): LargeRequest {
  return ({ url, ca, cert, key }) =>
    new Promise((resolve, reject) => {
      const outgoing = request(url + path, { method, ca, cert, key, agent: false, headers });
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        response.once('error', reject);
        response.once('end', () =>
          response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${method} ${path}: ${response.statusCode}`)),
        );
      });
      outgoing.end();
    });
}

function http2(path: string): LargeRequest {
  return ({ url, ca, cert, key }) =>
    new Promise((resolve, reject) => {
      const session = connect(url, { ca, cert, key, settings: { initialWindowSize: 1 << 20 } });
      session.once('error', reject);
      const stream = session.request({ [constants.HTTP2_HEADER_PATH]: path });
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
      stream.once('error', reject);
      stream.once('end', () => {
        session.close();
        resolve(bytes);
      });
    });
}

/** Raw bytes: whoever measures a server does not decode for it. */
function grpcList({ grpcAddress, ca, cert, key }: Connection): Promise<number> {
  const client = new Client(grpcAddress, credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(cert)), {
    'grpc.max_receive_message_length': -1,
    'grpc.ssl_target_name_override': 'localhost',
    'grpc.use_local_subchannel_pool': 1,
  });
  return new Promise((resolve, reject) => {
    const take = (message: Buffer) => message.length;
    client.makeUnaryRequest<Buffer, number>(
      '/kubets.core.v1.Pods/List',
      (value) => value,
      take,
      Buffer.alloc(0),
      new Metadata(),
      {},
      (error, bytes) => {
        client.close();
        if (error) reject(error);
        else resolve(bytes ?? 0);
      },
    );
  });
}
