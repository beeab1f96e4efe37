import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { endRefused, GUARDED, guardConnections, requestUrl } from '@kubets/component';
import { answerRequest } from './answer-request';
import type { PodBehaviour } from './pod-behaviour';
import type { LivingPod } from './simulated-node';

export interface KubeletOptions {
  host: string;
  tls: { cert: string; key: string; ca: string };
  podAt(address: string): LivingPod | undefined;
  podNamed(namespace: string, name: string): LivingPod | undefined;
}

/**
 * What the API server asks kubelets for, for all simulated nodes: logs, and connections to pods, which it asks for with HTTP
 * CONNECT. Nobody else is answered.
 */
export async function startKubelet(options: KubeletOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { host, tls } = options;
  const server = createServer(
    { ...tls, ...GUARDED, requestCert: true, rejectUnauthorized: true },
    (request, response) => answer(options, request, response),
  );
  guardConnections(server);
  const pods = new Map<NonNullable<PodBehaviour['http']>, Server>();
  server.on('connect', (request, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const http = httpOf(options, request.url ?? '');
    if (!http) return endRefused(socket, 'HTTP/1.1 502 Bad Gateway\r\n\r\nconnection refused\n');
    const pod = pods.get(http) ?? createHttpServer((asked, response) => void answerRequest(http, asked, response));
    pods.set(http, pod);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    pod.emit('connection', socket);
  });
  await once(server.listen(0, host), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `ADDRESS:PORT` */
function httpOf({ podAt }: KubeletOptions, authority: string): PodBehaviour['http'] {
  return podAt(authority.slice(0, authority.lastIndexOf(':')))?.behaviour.http;
}

const LOGS = /^\/containerLogs\/([^/]+)\/([^/]+)\/[^/]+$/;

function answer({ podNamed }: KubeletOptions, request: IncomingMessage, response: ServerResponse): void {
  const [, namespace, name] = LOGS.exec(requestUrl(request.url)?.pathname ?? '') ?? [];
  if (!namespace || !name)
    return void response.writeHead(404).end('simulated nodes have logs, and connections to pods\n');
  const life = podNamed(decodeURIComponent(namespace), decodeURIComponent(name));
  if (!life) return void response.writeHead(404).end(`pod "${name}" not found\n`);
  const { logs = '' } = life.behaviour;
  response
    .writeHead(200, { 'content-type': 'text/plain' })
    .end(logs === '' || logs.endsWith('\n') ? logs : `${logs}\n`);
}
