import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpsRequest, createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import WebSocket from 'ws';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(30_000);

let cluster: TestCluster;
let api: RunningApiserver;
let kubelet: Server;
/** What the kubelet was asked: method, path, headers. */
const asked: { method?: string; url?: string; headers: NodeJS.Dict<string | string[]>; authorized: boolean }[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  kubelet = await startKubelet();
  const post = (path: string, body: object) => api.call(path, { method: 'POST', body });
  await post('/api/v1/nodes', { metadata: { name: 'n1' } });
  const { body: node } = await api.call('/api/v1/nodes/n1');
  const { port } = kubelet.address() as AddressInfo;
  await api.call('/api/v1/nodes/n1/status', {
    method: 'PUT',
    body: {
      ...node,
      status: {
        addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
        daemonEndpoints: { kubeletEndpoint: { Port: port } },
      },
    },
  });
  await post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const pod = (name: string, containers: string[], nodeName?: string) =>
    post('/api/v1/namespaces/default/pods', {
      metadata: { name },
      spec: { nodeName, containers: containers.map((one) => ({ name: one, image: 'i' })) },
    });
  await pod('one', ['main'], 'n1');
  await pod('two', ['a', 'b'], 'n1');
  await pod('nowhere', ['main']);
});
afterAll(async () => {
  kubelet.close();
  kubelet.closeAllConnections();
  await cluster.stop();
});

/** Answers logs with a fixed text, and an upgrade with an echo of whatever comes. */
async function startKubelet(): Promise<Server> {
  const serving = await cluster.ca.issue({
    file: 'kubelet',
    commonName: 'system:node:n1',
    hosts: ['127.0.0.1'],
    usages: ['server'],
  });
  const server = createServer(
    {
      key: readFileSync(serving.keyFile),
      cert: readFileSync(serving.certificateFile),
      ca: cluster.ca.certificatePem,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      note(request);
      const refusal = /tailLines=(4\d\d|5\d\d)/.exec(request.url ?? '');
      if (refusal) {
        response
          .writeHead(Number(refusal[1]))
          .end('container "main" in pod "one" is waiting to start: ContainerCreating');
      } else if (request.url?.includes('follow=true')) {
        response.write('line 1\n');
        setTimeout(() => response.end('line 2\n'), 300);
      } else response.end('hello from the log\n');
    },
  );
  server.on('upgrade', (request, socket: Duplex) => {
    note(request);
    if (request.url?.includes('command=refused'))
      return void socket.end('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 8\r\n\r\nno shell');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${request.headers.upgrade}\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n`,
    );
    socket.on('data', (chunk) => socket.write(`echo:${chunk}`));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function note({
  method,
  url,
  headers,
  socket,
}: {
  method?: string;
  url?: string;
  headers: NodeJS.Dict<string | string[]>;
  socket: object;
}): void {
  asked.push({
    ...(method ? { method } : {}),
    ...(url ? { url } : {}),
    headers,
    authorized: (socket as TLSSocket).authorized,
  });
}

interface Upgraded {
  code: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
  socket?: Duplex;
}

function upgrade(
  path: string,
  headers: Record<string, string | string[]>,
  {
    as = cluster.admin,
    method = headers['upgrade'] === 'websocket' ? 'GET' : 'POST',
    body,
  }: { as?: typeof cluster.admin; method?: string; body?: string } = {},
): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const { keyFile, certificateFile } = as;
    const outgoing = httpsRequest(api.url + path, {
      method,
      agent: false,
      ca: cluster.ca.certificatePem,
      key: readFileSync(keyFile),
      cert: readFileSync(certificateFile),
      headers: { connection: 'Upgrade', ...headers },
    });
    outgoing.once('error', reject);
    outgoing.once('upgrade', ({ statusCode = 0, headers: answered }, socket) =>
      resolve({ code: statusCode, headers: answered, text: '', socket }),
    );
    outgoing.once('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += String(chunk);
      resolve({ code: response.statusCode ?? 0, headers: response.headers, text });
    });
    outgoing.end(body);
  });
}

const POD = '/api/v1/namespaces/default/pods';
const spdy = {
  upgrade: 'SPDY/3.1',
  'x-stream-protocol-version': ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v3.channel.k8s.io'],
};

test('hands an upgraded connection on, byte by byte', async () => {
  const { code, headers, socket } = await upgrade(
    `${POD}/one/exec?command=sh&command=-c&stdin=true&container=main`,
    spdy,
  );
  expect([code, headers['upgrade'], headers['x-stream-protocol-version']]).toEqual([
    101,
    'SPDY/3.1',
    'v4.channel.k8s.io',
  ]);
  const echoed = new Promise((resolve) => socket!.once('data', (chunk) => resolve(String(chunk))));
  socket!.write('ping');
  expect(await echoed).toBe('echo:ping');
  const seen = asked.at(-1)!;
  expect(seen).toMatchObject({
    method: 'POST',
    url: '/exec/default/one/main?command=sh&command=-c&stdin=true',
    authorized: true,
  });
  expect(seen.headers['x-stream-protocol-version']).toBe('v4.channel.k8s.io, v3.channel.k8s.io');
  socket!.destroy();
});

const webSocket = (protocols: string) => ({
  upgrade: 'websocket',
  'sec-websocket-protocol': protocols,
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-version': '13',
});
const V5 = 'v5.channel.k8s.io';
const FORWARD = 'SPDY/3.1+portforward.k8s.io';

test.each([
  ['exec?command=sh', 'v4.channel.k8s.io, x', 101, 'websocket', 'v4.channel.k8s.io'],
  ['exec?command=sh&stdout=1', `${V5}, v4.channel.k8s.io`, 101, 'SPDY/3.1', V5],
  ['attach?stdout=1', V5, 101, 'SPDY/3.1', V5],
  ['exec?command=sh', FORWARD, 400, undefined, undefined],
  ['portforward?ports=80', FORWARD, 101, 'SPDY/3.1', FORWARD],
  ['portforward?ports=80', V5, 400, undefined, undefined],
])('%s over a WebSocket of %s → %d', async (path, offered, code, passedOn, agreed) => {
  const before = asked.length;
  const answer = await upgrade(`${POD}/one/${path}`, webSocket(offered));
  answer.socket?.destroy();
  expect([answer.code, asked[before]?.headers['upgrade']]).toEqual([code, passedOn]);
  // The kubelet here agrees to nothing over a WebSocket.
  if (passedOn !== 'websocket') expect(answer.headers['sec-websocket-protocol']).toBe(agreed);
});

test('who may get a pod’s streams, but not create them, has none over a WebSocket either', async () => {
  const reader = await cluster.ca.issue({ file: 'reader', commonName: 'reader', usages: ['client'] });
  const [resources, named] = [['pods/exec', 'pods/attach', 'pods/portforward'], { metadata: { name: 'reader' } }];
  const path = '/apis/rbac.authorization.k8s.io/v1';
  const post = (kind: string, body: object) =>
    api.call(`${path}/${kind}`, { method: 'POST', body: { ...named, ...body } });
  await post('clusterroles', { rules: [{ apiGroups: [''], resources, verbs: ['get'] }] });
  await post('clusterrolebindings', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
    subjects: [{ kind: 'User', name: 'reader', apiGroup: 'rbac.authorization.k8s.io' }],
  });
  for (const [what, protocol] of [
    ['exec?command=sh', 'v4.channel.k8s.io'],
    ['attach?stdout=1', V5],
    ['portforward?ports=80', FORWARD],
  ]) {
    const { code, text } = await upgrade(`${POD}/one/${what}`, webSocket(protocol!), { as: reader });
    expect([code, text]).toEqual([403, expect.stringContaining('User \\"reader\\" cannot create resource')]);
  }
});

test('what the kubelet refuses is refused before there is a WebSocket', async () => {
  const answer = await upgrade(`${POD}/one/exec?command=refused`, webSocket(V5));
  expect([answer.code, answer.text]).toEqual([500, expect.stringContaining('no shell')]);
});

test('bytes of a forwarded port are messages', async () => {
  const { socket } = await upgrade(`${POD}/one/portforward?ports=80`, webSocket(FORWARD));
  // A whole message of four bytes, masked with nothing.
  socket!.write(Buffer.concat([Buffer.from('828400000000', 'hex'), Buffer.from('ping')]));
  const [message] = (await once(socket!, 'data')) as [Buffer];
  expect(message.toString('latin1')).toBe('\x82\x09echo:ping');
  socket!.destroy();
});

test.each([
  [`${POD}/one/attach?stdin=true`, '/attach/default/one/main?stdin=true'],
  [`${POD}/two/attach?container=b`, '/attach/default/two/b'],
  [`${POD}/one/portforward?ports=80`, '/portForward/default/one?ports=80'],
])('%s goes to %s', async (path, url) => {
  const answer = await upgrade(path, spdy);
  answer.socket?.destroy();
  expect([answer.code, asked.at(-1)!.url]).toEqual([101, url]);
});

test.each([
  [`${POD}/two/exec?command=sh`, 400, 'a container name must be specified for pod two, choose one of: [a b]'],
  [`${POD}/two/exec?command=sh&container=c`, 400, 'container c is not valid for pod two'],
  [`${POD}/absent/exec?command=sh`, 404, 'pods \\"absent\\" not found'],
  [`${POD}/nowhere/exec?command=sh`, 400, 'pod nowhere does not have a host assigned'],
  [`${POD}/one/exec?command=refused`, 500, 'no shell'],
])('%s → %d', async (path, code, message) => {
  const answer = await upgrade(path, spdy);
  expect([answer.code, answer.text]).toEqual([code, expect.stringContaining(message)]);
});

/** As kubectl 1.22 asks for a pod after its first `exec`. */
test.each([
  { method: 'GET', path: `${POD}/one`, code: 200, text: '"name":"one"' },
  { method: 'GET', path: `${POD}/one/log`, code: 200, text: '' },
  { method: 'GET', path: `${POD}?watch=true&timeoutSeconds=1`, code: 200, text: '"type":"ADDED"' },
  { method: 'GET', path: '/version', code: 200, text: '"minor"' },
  { method: 'GET', path: '/api/v1/nothing', code: 404, text: 'could not find the requested resource' },
  { method: 'POST', path: '/api/v1/namespaces', code: 201, text: '"name":"upgraded"' },
])(
  '$method $path is answered though it asks for SPDY, which is not spoken there',
  async ({ method, path, code, text }) => {
    const body = method === 'POST' ? JSON.stringify({ metadata: { name: 'upgraded' } }) : undefined;
    const answer = await upgrade(path, { ...spdy, 'content-type': 'application/json' }, { method, body });
    expect([answer.code, answer.text]).toEqual([code, expect.stringContaining(text)]);
    expect(answer.headers['audit-id']).toBeDefined();
  },
);

test('a pod that no node has yet has said nothing', async () => {
  for (const query of ['', '?follow=true', '?previous=true']) {
    const { code, text } = await api.call(`${POD}/nowhere/log${query}`);
    expect([code, text]).toEqual([204, '']);
  }
  expect((await api.call(`${POD}/nowhere/log?container=absent`)).body.message).toBe(
    'container absent is not valid for pod nowhere',
  );
});

test('serves logs, whole and as they come', async () => {
  const whole = await api.call(`${POD}/one/log?tailLines=10`);
  expect([whole.code, whole.text, asked.at(-1)!.url]).toEqual([
    200,
    'hello from the log\n',
    '/containerLogs/default/one/main?tailLines=10',
  ]);
  expect((await api.call(`${POD}/one/log?follow=true`)).text).toBe('line 1\nline 2\n');
  expect((await api.call(`${POD}/two/log`)).body.message).toContain('a container name must be specified for pod two');
  expect((await api.call(`${POD}/one/log?tailLines=-1`)).body.message).toBe(
    'PodLogOptions "one" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  );
  expect((await api.call(`${POD}/one/exec?command=x`, { method: 'POST' })).code).toBe(400);
});

test('hands on why the kubelet has no log', async () => {
  const answer = async (code: number) => (await api.call(`${POD}/one/log?tailLines=${code}`)).body;
  expect(await answer(400)).toMatchObject({
    code: 400,
    reason: 'BadRequest',
    message: 'container "main" in pod "one" is waiting to start: ContainerCreating',
  });
  expect(await answer(500)).toMatchObject({
    code: 500,
    reason: 'InternalError',
    message: 'Internal error occurred: container "main" in pod "one" is waiting to start: ContainerCreating',
  });
  expect(await answer(404)).toMatchObject({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource ( pods/log one)',
  });
  await expect(api.kubectl(['logs', 'one', '--tail=400'])).rejects.toThrow(
    'Error from server (BadRequest): container "main" in pod "one" is waiting to start: ContainerCreating',
  );
});

test('proxies to the kubelet without the caller’s credentials', async () => {
  const answer = await api.call('/api/v1/nodes/n1/proxy/stats/summary?only=cpu', { headers: { 'x-mine': '1' } });
  expect([answer.code, answer.text, asked.at(-1)!.url]).toEqual([
    200,
    'hello from the log\n',
    '/stats/summary?only=cpu',
  ]);
  expect(asked.at(-1)!.headers).toMatchObject({ 'x-mine': '1' });
  expect(asked.at(-1)!.headers['authorization']).toBeUndefined();
});

test('says when the kubelet is away', async () => {
  const { body: node } = await api.call('/api/v1/nodes/n1');
  await api.call('/api/v1/nodes/n1/status', {
    method: 'PUT',
    body: { ...node, status: { ...node.status, daemonEndpoints: { kubeletEndpoint: { Port: 1 } } } },
  });
  expect((await api.call(`${POD}/one/log`)).body).toMatchObject({
    code: 503,
    message: expect.stringContaining('127.0.0.1:1'),
  });
  expect((await upgrade(`${POD}/one/exec?command=sh`, spdy)).code).toBe(503);
  await api.call('/api/v1/nodes/n1/status', { method: 'PUT', body: { ...node, metadata: { name: 'n1' } } });
});

test('kubectl logs works through it', async () => {
  const text = await new Promise<string>((resolve, reject) =>
    execFile(
      'kubectl',
      ['--kubeconfig', api.kubeconfig, 'logs', 'one'],
      { env: { ...process.env, HOME: cluster.directory } },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    ),
  );
  expect(text).toBe('hello from the log\n');
});

test('kubectl exec, refused over WebSocket v5, comes again over SPDY', async () => {
  const before = asked.length;
  const child = execFile(
    'kubectl',
    ['--kubeconfig', api.kubeconfig, 'exec', 'one', '--', 'date'],
    { env: { ...process.env, HOME: cluster.directory } },
    () => undefined,
  );
  for (let attempt = 0; attempt < 200 && asked.length === before; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill();
  expect(asked[before]).toMatchObject({
    method: 'POST',
    url: expect.stringContaining('/exec/default/one/main?command=date'),
    headers: { upgrade: 'SPDY/3.1' },
  });
});

describe('logs over a WebSocket', () => {
  const socketTo = (path: string, protocols: string[]) =>
    new WebSocket(`${api.url.replace('https', 'wss')}${path}`, protocols, {
      ca: cluster.ca.certificatePem,
      key: readFileSync(cluster.admin.keyFile),
      cert: readFileSync(cluster.admin.certificateFile),
    });

  test.each([
    [['binary.k8s.io'], 'binary.k8s.io', ['', 'line 1\n', 'line 2\n']],
    [['x', 'base64.binary.k8s.io'], 'base64.binary.k8s.io', ['', btoa('line 1\n'), btoa('line 2\n')]],
    [[], '', ['', 'line 1\n', 'line 2\n']],
  ])('%j', async (offered, spoken, messages) => {
    const socket = socketTo(`${POD}/one/log?follow=true`, offered);
    const seen: string[] = [];
    socket.on('message', (message: Buffer) => seen.push(message.toString()));
    const [code] = (await once(socket, 'close')) as [number];
    expect([socket.protocol, seen, code]).toEqual([spoken, messages, 1000]);
  });

  test.each([
    [['v5.channel.k8s.io'], 'one/log', 400],
    [['binary.k8s.io'], 'one/log?tailLines=404', 404],
    [['binary.k8s.io'], 'none/log', 404],
  ])('%j of %s is refused with a Status', async (offered, path, code) => {
    const socket = socketTo(`${POD}/${path}`, offered);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, AsyncIterable<Buffer>];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    expect(JSON.parse(text)).toMatchObject({ kind: 'Status', code });
  });
});
