import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TestCluster } from './apiserver-harness';

/** What came to an extension server from somebody's request. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** Of the certificate that was shown. */
  proxy: string | undefined;
}

export interface TestExtensionServer {
  port: number;
  /** Of its certificate, in base64. */
  caBundle: string;
  seen: SeenRequest[];
  /** Answers discovery with this code from now on. */
  answerDiscoveryWith(code: number): void;
  /** Requests for this path wait until released. */
  hold(path: string): { waiting(): number; release(): void };
  stop(): void;
}

export const GROUP = 'wardle.kubets.test';
const VERSION = 'v1alpha1';
const FLUNDERS = {
  name: 'flunders',
  singularName: 'flunder',
  namespaced: true,
  kind: 'Flunder',
  verbs: ['create', 'get', 'list', 'watch'],
  shortNames: ['fl'],
};
const SCHEMA = `${GROUP}.${VERSION}.Flunder`;
const FLUNDER_PATH = `/apis/${GROUP}/${VERSION}/namespaces/{namespace}/flunders`;

const DOCUMENTS: Record<string, object> = {
  [`/apis/${GROUP}/${VERSION}`]: {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: `${GROUP}/${VERSION}`,
    resources: [FLUNDERS, { ...FLUNDERS, name: 'flunders/status', singularName: '', verbs: ['get'] }],
  },
  '/openapi/v3': {
    paths: { [`apis/${GROUP}/${VERSION}`]: { serverRelativeURL: `/openapi/v3/apis/${GROUP}/${VERSION}?hash=F1` } },
  },
  [`/openapi/v3/apis/${GROUP}/${VERSION}`]: {
    openapi: '3.0.0',
    info: { title: 'wardle', version: '1' },
    paths: { [FLUNDER_PATH]: {} },
    components: { schemas: { [SCHEMA]: { description: 'A fish.', type: 'object' } } },
  },
  '/openapi/v2': {
    swagger: '2.0',
    info: { title: 'wardle', version: '1' },
    paths: {
      [FLUNDER_PATH]: {
        get: { responses: { 200: { description: 'OK', schema: { $ref: `#/definitions/${SCHEMA}` } } } },
      },
      '/version/': {},
    },
    definitions: { [SCHEMA]: { description: 'A fish.', type: 'object' }, 'wardle.Unused': { type: 'object' } },
  },
};

/** A small extension server: one resource whose objects are made up, with everything that aggregation asks for. */
export async function startExtensionServer(cluster: TestCluster): Promise<TestExtensionServer> {
  const serving = await cluster.ca.issue({
    file: 'extension',
    commonName: 'extension',
    hosts: ['wardle.default.svc'],
    usages: ['server'],
  });
  const seen: SeenRequest[] = [];
  const holds: { path: string; released: Promise<void>; waiting: number }[] = [];
  let discoveryCode = 200;

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = message;
    const [path = '', query = ''] = url.split('?');
    const json = (code: number, value: object) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (headers['x-remote-user'] === 'system:kube-aggregator') {
      const document = DOCUMENTS[path];
      return void (document && discoveryCode === 200 ? json(200, document) : json(document ? discoveryCode : 404, {}));
    }
    seen.push({
      method,
      url,
      headers,
      body: Buffer.concat(chunks).toString(),
      proxy: certificateName(message.socket as TLSSocket),
    });
    const held = holds.find((one) => one.path === path);
    if (held) {
      held.waiting++;
      await held.released;
    }
    if (DOCUMENTS[path]) return void json(200, DOCUMENTS[path]);
    if (query.includes('watch=true')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(`${JSON.stringify({ type: 'ADDED', object: flunder('first') })}\n`);
      return;
    }
    if (path.endsWith('/flunders'))
      return void json(method === 'POST' ? 201 : 200, method === 'POST' ? flunder('made') : list());
    if (path.endsWith('/flunders/one')) return void json(200, flunder('one'));
    json(404, {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code: 404,
      reason: 'NotFound',
      message: 'no such fish',
    });
  }

  const server = createServer(
    {
      key: readFileSync(serving.keyFile),
      cert: readFileSync(serving.certificateFile),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (message, response) => void answer(message, response),
  );
  server.on('upgrade', (message, socket) => {
    seen.push({ method: message.method!, url: message.url!, headers: message.headers, body: '', proxy: undefined });
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    caBundle: Buffer.from(cluster.ca.certificatePem).toString('base64'),
    seen,
    answerDiscoveryWith: (code) => void (discoveryCode = code),
    hold(path) {
      let release: () => void = () => undefined;
      const hold = { path, waiting: 0, released: new Promise<void>((resolve) => (release = resolve)) };
      holds.push(hold);
      return {
        waiting: () => hold.waiting,
        release() {
          holds.splice(holds.indexOf(hold), 1);
          release();
        },
      };
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const certificateName = (socket: TLSSocket): string | undefined =>
  (socket.getPeerCertificate().subject as { CN?: string } | undefined)?.CN;

const flunder = (name: string): object => ({
  apiVersion: `${GROUP}/${VERSION}`,
  kind: 'Flunder',
  metadata: { name, namespace: 'default' },
});

const list = (): object => ({
  apiVersion: `${GROUP}/${VERSION}`,
  kind: 'FlunderList',
  metadata: { resourceVersion: '1' },
  items: [flunder('one')],
});
