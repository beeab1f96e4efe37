import { once } from 'node:events';
import { connect } from 'node:tls';
import { createHealth, createMetrics } from '@kubets/component';
import { createTestLogger, createTestPki, type TestCertificate, type TestPki } from '@kubets/component/testing';
import { createNodeAccess } from './node-access';
import { serveNode, type NodeServerOptions } from './node-server';

let pki: TestPki;
let admin: TestCertificate;
let port: number;
const stop = new AbortController();
const logger = createTestLogger();

beforeAll(async () => {
  pki = await createTestPki();
  const server = await pki.issue({ commonName: 'node', names: ['127.0.0.1'] });
  admin = await pki.issue({ commonName: 'kube-apiserver-kubelet-client' });
  port = await serveNode({
    address: '127.0.0.1',
    port: 0,
    certFile: server.certFile,
    keyFile: server.keyFile,
    clientCaFile: pki.caFile,
    pods: () => [],
    access: createNodeAccess({
      nodeName: 'n1',
      monotonicMs: () => 0,
      logger,
      reviews: { reviewToken: async () => ({}), reviewAccess: async () => ({}) },
    }),
    stats: async () => undefined,
    find: () => undefined,
    status: () => undefined,
    onPodChange: () => () => undefined,
    health: createHealth(),
    metrics: createMetrics({ processMetrics: false }),
    logger,
    signal: stop.signal,
    // No pod is found, so it is never asked.
    runtime: {} as NodeServerOptions['runtime'],
  });
});
afterAll(() => {
  stop.abort();
  pki.remove();
});

/** Sends the head of a request, and never closes its side: all that comes until the server has closed the connection. */
async function answerTo(head: string, identity?: TestCertificate): Promise<string> {
  const certificate = identity && { cert: identity.cert, key: identity.key };
  const options = { port, host: '127.0.0.1', ca: pki.ca, allowHalfOpen: true, ...certificate };
  const socket = connect(options);
  let answer = '';
  socket.on('data', (data) => (answer += String(data))).on('error', () => undefined);
  await once(socket, 'secureConnect');
  socket.write(head.replaceAll('\n', '\r\n'));
  await once(socket, 'end');
  // A server that only closed its own side would go on taking what comes.
  const more = setInterval(() => socket.write('x'), 50);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(more);
  return answer;
}

const UPGRADE = 'Host: x\nConnection: Upgrade, close\nUpgrade: SPDY/3.1\n\n';

test.each<[string, boolean, number]>([
  [`POST /exec/default/p/c?command=ls HTTP/1.1\n${UPGRADE}`, false, 401],
  [`POST /exec/default/p/c?command=ls HTTP/1.1\n${UPGRADE}`, true, 404],
  [`POST /exec/default/%zz/c?command=ls HTTP/1.1\n${UPGRADE}`, true, 400],
  [`GET /healthz HTTP/1.1\n${UPGRADE}`, false, 401],
  [`GET /nothing HTTP/1.1\n${UPGRADE}`, true, 404],
  ['CONNECT 10.0.0.1:80 HTTP/1.1\nHost: x\n\n', false, 401],
  ['CONNECT 10.0.0.1:80 HTTP/1.1\nHost: x\n\n', true, 403],
  ['CONNECT nowhere HTTP/1.1\nHost: x\n\n', true, 400],
  ['GET /containerLogs/default/%zz/c HTTP/1.1\nHost: x\nConnection: close\n\n', true, 400],
  ['GET /pods/%e0%a4%a HTTP/1.1\nHost: x\nConnection: close\n\n', true, 400],
  [`GET /healthz HTTP/1.1\n${UPGRADE}`, true, 200],
])('%j, of one who is admitted: %p, is answered with %i and the connection ends', async (head, isAdmitted, code) => {
  expect(await answerTo(head, isAdmitted ? admin : undefined)).toMatch(new RegExp(`^HTTP/1.1 ${code} `));
  expect(logger.lines).toEqual([]);
});
