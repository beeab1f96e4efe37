import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { serveControl, stopSupervisor, supervisorHealth, supervisorStatus } from './control';

const directory = mkdtempSync(join(tmpdir(), 'kubets-control-'));
const controlSocket = join(directory, 'supervisor.sock');
const layout = { ...layoutOf(DEFAULT_OPTIONS), controlSocket };
const told = { pid: 1, memoryBytes: 2, processes: [] };
const health = { dns: { healthy: true, answered: true } };
let server: Server | undefined;
let stop: () => Promise<void>;

beforeEach(async () => {
  stop = () => Promise.resolve();
  server = await serveControl(controlSocket, {
    status: () => told,
    health: () => Promise.resolve(health),
    stop: () => stop(),
  });
});
afterEach(() => void server?.close());
afterAll(() => rmSync(directory, { recursive: true }));

test('tells root alone what runs', async () => {
  expect(statSync(controlSocket).mode & 0o777).toBe(0o600);
  expect(await supervisorStatus(layout)).toEqual(told);
  expect(await supervisorHealth(layout)).toEqual(health);
});

test('has stopped when it says so', async () => {
  const done: string[] = [];
  stop = async () => void done.push('stopped');
  expect(await stopSupervisor(layout)).toEqual({ stopped: true });
  expect(done).toEqual(['stopped']);
});

test('says why it could not stop', async () => {
  stop = () => Promise.reject(new Error('a process does not end'));
  await expect(stopSupervisor(layout)).rejects.toThrow(
    'the supervisor answered 500: {"error":"a process does not end"}',
  );
});

test.each([
  ['GET', '/stop'],
  ['POST', '/status'],
  ['GET', '/'],
])('knows no %s %s', async (method, path) => {
  const code = await new Promise((resolve, reject) =>
    request({ socketPath: controlSocket, method, path, agent: false }, (response) =>
      resolve(response.resume().statusCode),
    )
      .once('error', reject)
      .end(),
  );
  expect(code).toBe(404);
});

test('a supervisor that has ended since the last answer does not run', async () => {
  expect(await supervisorStatus(layout)).toEqual(told);
  server!.close();
  server!.closeAllConnections();
  expect(await supervisorStatus(layout)).toBeUndefined();
});

test.each<[string, () => void]>([
  ['whose socket is not there', () => undefined],
  ['that was killed and left its socket', () => writeFileSync(controlSocket, '')],
])('a supervisor %s does not run', async (_, leave) => {
  await new Promise((resolve) => server!.close(resolve));
  leave();
  expect(await supervisorStatus(layout)).toBeUndefined();
  expect(await stopSupervisor(layout)).toBeUndefined();
});
