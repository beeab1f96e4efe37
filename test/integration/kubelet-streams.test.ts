import type { Pod } from '@kubets/proto-gen/core/v1';
import { nodeClient } from './kubelet/node-client';
import { createNodeFixture, eventually, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
let api: ReturnType<typeof nodeClient>;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
  api = nodeClient(node);
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const shell = (script: string) => ({ command: ['sh', '-c', script] });
const main = (pod: Pod | undefined) => pod?.status?.containerStatuses?.[0];

test('only the cluster’s own come in', async () => {
  expect(await api.get('/pods', { anonymous: true })).toEqual({ code: 401, text: 'Unauthorized' });
  expect(await api.get('/healthz')).toEqual({ code: 200, text: 'ok' });
  const { text } = await api.get('/metrics');
  for (const line of [
    new RegExp(`^kubelet_node_name\\{node="${node.name}"\\} 1$`, 'm'),
    /^kubelet_running_pods 0$/m,
    /^kubelet_running_containers\{container_state="running"\} 0$/m,
    /^kubelet_runtime_operations_total\{operation_type="list_containers"\} \d+$/m,
  ])
    expect(text).toMatch(line);
  expect(await api.get('/nothing')).toMatchObject({ code: 404 });
  expect(await api.get('/exec/default/x/y?command=ls')).toEqual({ code: 400, text: 'Upgrade request required' });
});

describe('logs', () => {
  test('all, the tail, since and with times', async () => {
    await node.run(node.pod('talker', shell('seq 1 5; sleep 1; echo err >&2; sleep 1000')));
    const log = '/containerLogs/default/talker/main';
    await eventually('all', async () => (await api.get(log)).text === '1\n2\n3\n4\n5\nerr\n');
    expect((await api.get(`${log}?tailLines=2`)).text).toBe('5\nerr\n');
    expect((await api.get(`${log}?limitBytes=3`)).text).toBe('1\n2');
    expect((await api.get(`${log}?sinceTime=2100-01-01T00:00:00Z`)).text).toBe('');
    expect((await api.get(`${log}?timestamps=true&tailLines=1`)).text).toMatch(
      /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z err\n$/,
    );
    expect(await api.get('/containerLogs/default/talker/none')).toEqual({
      code: 400,
      text: 'container "none" in pod "talker" is not available',
    });
    expect(await api.get(`${log}?previous=true`)).toEqual({
      code: 400,
      text: 'previous terminated container "main" in pod "talker" not found',
    });
    await node.remove('talker');
  });

  test('follow shows lines as they come and ends with the container', async () => {
    await node.run(
      node.pod('slow', shell('echo one; sleep 1; echo two; sleep 1; echo three'), { restartPolicy: 'Never' }),
    );
    const times: number[] = [];
    const { text } = await api.get('/containerLogs/default/slow/main?follow=true', {
      onData: () => times.push(Date.now()),
    });
    expect(text).toBe('one\ntwo\nthree\n');
    // Of the two seconds that it runs, the first may have passed before it is followed.
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(500);
    await node.remove('slow');
  });

  test('the try before', async () => {
    await node.run(
      node.pod('again', shell('echo tried; exit 1')),
      (pod) => main(pod)?.restartCount === 1 && main(pod)?.state?.waiting,
    );
    const [current, previous] = await Promise.all([
      api.get('/containerLogs/default/again/main'),
      api.get('/containerLogs/default/again/main?previous=1'),
    ]);
    expect([current.text, previous.text]).toEqual(['tried\n', 'tried\n']);
    await node.remove('again');
  });
});

describe('exec and attach', () => {
  beforeAll(() =>
    node.run(
      node.pod('shell', { ...shell('while read line; do echo "got $line"; done; echo end; sleep 1000'), stdin: true }),
    ),
  );
  afterAll(() => node.remove('shell'));

  test('output, errors and the exit code come on channels of their own', async () => {
    const stream = await api.stream(
      '/exec/default/shell/main?command=sh&command=-c&command=echo%20out%3B%20echo%20err%20%3E%262%3B%20exit%203&output=1&error=1',
    );
    await stream.closed;
    expect([stream.channel(1), stream.channel(2)]).toEqual(['out\n', 'err\n']);
    expect(JSON.parse(stream.channel(3))).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });

  test('input reaches the command, also on a terminal', async () => {
    const stream = await api.stream('/exec/default/shell/main?command=sh&input=1&output=1&tty=1');
    stream.send(0, 'echo $((6*7)); exit\n');
    await stream.closed;
    expect(stream.channel(1)).toMatch(/^42\r?$/m);
    expect(JSON.parse(stream.channel(3))).toMatchObject({ status: 'Success' });
  });

  test('attach reaches the first process', async () => {
    const stream = await api.stream('/attach/default/shell/main?input=1&output=1&error=1');
    stream.send(0, 'hello\n');
    await eventually('echo', () => stream.channel(1).includes('got hello\n'));
    stream.close();
  });

  test('much output arrives whole', async () => {
    const stream = await api.stream('/exec/default/shell/main?command=seq&command=300000&output=1');
    await stream.closed;
    expect(stream.channel(1).split('\n')).toHaveLength(300_001);
  });

  test.each([
    ['/exec/default/none/main?command=ls&output=1', '404 pod does not exist'],
    ['/exec/default/shell/none?command=ls&output=1', '500 container not found ("none")'],
  ])('%s: %s', async (path, message) => {
    await expect(api.stream(path)).rejects.toThrow(message);
  });
});

test('port-forward reaches a port that listens on loopback only', async () => {
  await node.run(node.pod('server', { command: ['httpd', '-f', '-p', '127.0.0.1:8080', '-h', '/www'] }));
  // The server may not listen yet when its container runs, and a forwarded connection that is refused stays so.
  await eventually('answer', async () => {
    const stream = await api.stream('/portForward/default/server?port=8080');
    try {
      await eventually('ports announced', () => stream.channel(0).length >= 2);
      stream.send(0, 'GET / HTTP/1.0\r\n\r\n');
      return await eventually('hello', () => stream.channel(0).includes('hello'), 5000);
    } finally {
      stream.close();
    }
  });
  await node.remove('server');
});

test('CONNECT reaches ports of this node’s pods, and nothing else', async () => {
  await node.run(node.pod('reached', { command: ['httpd', '-f', '-p', '8080', '-h', '/www'] }));
  const ip = node.current('reached')!.status!.podIP!;
  const ask = 'GET / HTTP/1.0\r\n\r\n';
  await eventually('hello', async () => (await api.connect(`${ip}:8080`, ask)).text.includes('hello'));
  expect(await api.connect(`${ip}:8081`, ask)).toEqual({
    code: 502,
    text: `dial tcp ${ip}:8081: connect: connection refused\n`,
  });
  expect(await api.connect(`${ip}:8080`, ask, { anonymous: true })).toMatchObject({ code: 401 });
  for (const other of ['127.0.0.1:10250', '10.96.0.1:443', '[::1]:10250'])
    expect(await api.connect(other, ask)).toEqual({
      code: 403,
      text: `dial tcp ${other}: no pod of this node has this address\n`,
    });
  expect(await api.connect(`${ip}:0`, ask)).toMatchObject({ code: 400 });
  await node.remove('reached');
});
