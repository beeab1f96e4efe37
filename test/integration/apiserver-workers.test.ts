// The API server as several processes: the bundle, as it is started.
import { once } from 'node:events';
import { request } from 'node:https';
import { openKubeClient } from '@kubets/client';
import { childrenOf } from '@kubets/component';
import { configMaps } from '@kubets/proto-gen/services';
import { STACK_FLAGS } from '../../apps/cli/src/processes/service-process';
import { startMeasuredApiserver, type MeasuredApiserver } from '../../bench/apiserver/measured-apiserver';
import { eventually } from '../e2e/cluster/eventually';

jest.setTimeout(180_000);

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const WORKERS = 2;
const PATIENT_MS = 60_000;
/** Started as a supervisor does. */
const MEASURED = { nodeFlags: STACK_FLAGS, flags: { workers: String(WORKERS) } };

let server: MeasuredApiserver;
beforeAll(async () => {
  server = await startMeasuredApiserver(MEASURED);
  await eventually(async () => expect(await readyWorkers()).toBe(WORKERS), PATIENT_MS);
});
afterAll(() => server.stop());

interface Answer {
  code: number;
  text: string;
}

/** Each over a connection of its own, which another worker takes up. */
function call(path: string, body?: object): Promise<Answer> {
  const { url, ca, cert, key } = server.connection;
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const options = { ca, cert, key, agent: false, method: body ? 'POST' : 'GET', headers };
    const outgoing = request(`${url}${path}`, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => resolve({ code: response.statusCode!, text })).once('error', reject);
    });
    outgoing.once('error', reject).end(body && JSON.stringify(body));
  });
}

const make = (name: string) => call(CONFIG_MAPS, { metadata: { name } });

/** How many say that they count something of their own. */
async function readyWorkers(): Promise<number> {
  const { text } = await call('/metrics');
  const workers = [...text.matchAll(/^process_cpu_seconds_total\{worker="(\d+)"\}/gm)].map(([, worker]) => worker);
  return new Set(workers).size;
}

async function names(): Promise<string[]> {
  const { text } = await call(CONFIG_MAPS);
  return (JSON.parse(text) as { items: { metadata: { name: string } }[] }).items.map(({ metadata }) => metadata.name);
}

test('what one has written is read from the other at once, and both have their share of connections', async () => {
  for (let index = 0; index < 20; index++) {
    expect((await make(`shared-${index}`)).code).toBe(201);
    expect((await call(`${CONFIG_MAPS}/shared-${index}`)).code).toBe(200);
    expect(await names()).toContain(`shared-${index}`);
  }
  const { text } = await call('/metrics');
  for (const worker of [1, 2]) {
    const created = text
      .split('\n')
      .filter((line) => line.startsWith('apiserver_request_total{') && line.includes('resource="configmaps"'))
      .filter((line) => line.includes(`worker="${worker}"`) && /code="20[01]"/.test(line))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    expect(created).toBeGreaterThan(20);
  }
});

test('gRPC is answered by them, too', async () => {
  const file = await server.kubeconfigOf({ commonName: 'kubernetes-admin', organizations: ['system:masters'] });
  for (let index = 0; index < WORKERS; index++) {
    const client = await openKubeClient(file, { configMaps }, { component: 'test' });
    await client.configMaps.create({ metadata: { name: `grpc-${index}`, namespace: 'default' } });
    client.close();
  }
  expect(await names()).toEqual(expect.arrayContaining(['grpc-0', 'grpc-1']));
});

test('one that is killed loses nothing that was acknowledged, and is replaced', async () => {
  const [victim] = childrenOf(server.child.pid!);
  const acknowledged: string[] = [];
  for (let index = 0; index < 40; index++) {
    if (index === 20) process.kill(victim!, 'SIGKILL');
    const name = `killed-${index}`;
    const answer = await make(name).catch(() => undefined);
    if (answer?.code === 201) acknowledged.push(name);
  }
  expect(acknowledged.length).toBeGreaterThan(30);
  expect(await names()).toEqual(expect.arrayContaining(acknowledged));
  await eventually(async () => expect(await readyWorkers()).toBe(WORKERS), PATIENT_MS);
  expect(childrenOf(server.child.pid!)).not.toContain(victim);
});

test('one that hangs is ended and replaced', async () => {
  const [victim] = childrenOf(server.child.pid!);
  process.kill(victim!, 'SIGSTOP');
  await eventually(() => expect(childrenOf(server.child.pid!)).not.toContain(victim), PATIENT_MS);
  await eventually(async () => expect(await readyWorkers()).toBe(WORKERS), PATIENT_MS);
  expect((await make('after-the-hang')).code).toBe(201);
});

test('a port that is taken ends it, as without workers', async () => {
  const { port } = new URL(server.connection.url);
  const second = startMeasuredApiserver({ flags: { workers: '2', 'secure-port': port } });
  await expect(second).rejects.toThrow('the apiserver did not start');
});

test('it ends in good order, with its workers', async () => {
  const ended = once(server.child, 'exit');
  const workers = childrenOf(server.child.pid!);
  server.child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(workers).toHaveLength(WORKERS);
  expect(workers.filter(isAlive)).toEqual([]);
});

test('killed, it leaves no worker behind', async () => {
  const killed = await startMeasuredApiserver(MEASURED);
  const workers = childrenOf(killed.child.pid!);
  killed.child.kill('SIGKILL');
  await eventually(() => expect(workers.filter(isAlive)).toEqual([]), PATIENT_MS);
  await killed.stop();
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
