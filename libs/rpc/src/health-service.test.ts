import { credentials, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { eventually } from '@kubets/component/testing';
import { HealthClient, HealthCheckResponse_ServingStatus as ServingStatus } from '@kubets/proto-gen/grpc/health/v1';
import { healthService } from './health-service';

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = ServingStatus;

let isServing: boolean;
let looks: number;
let stopping: AbortController;
let server: Server;
let client: HealthClient;

beforeEach(async () => {
  isServing = true;
  looks = 0;
  const serving = () => {
    looks++;
    return isServing;
  };
  stopping = new AbortController();
  server = new Server();
  const { definition, implementation } = healthService({
    serving,
    services: ['test.Echo'],
    stopping: stopping.signal,
    maxWatches: 30,
    watchIntervalMs: 10,
  });
  server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  client = new HealthClient(`127.0.0.1:${port}`, credentials.createInsecure());
});
afterEach(() => {
  client.close();
  server.forceShutdown();
});

const check = (service: string) =>
  new Promise<ServingStatus | undefined>((resolve, reject) =>
    client.check({ service }, (error, answer) => (error ? reject(error) : resolve(answer.status))),
  );

/** What a watch tells; `onStatus` is called for each and may cancel. */
function watch(
  service: string,
  onStatus: (status: ServingStatus, cancel: () => void) => void,
): Promise<(ServingStatus | undefined)[]> {
  const seen: (ServingStatus | undefined)[] = [];
  const call = client.watch({ service });
  call.on('data', (answer) => {
    seen.push(answer.status);
    onStatus(answer.status, () => call.cancel());
  });
  return new Promise((resolve, reject) => {
    call.on('end', () => resolve(seen));
    call.on('error', (error) => ('code' in error && error.code === status.CANCELLED ? resolve(seen) : reject(error)));
  });
}

describe('check', () => {
  test.each(['', 'test.Echo'])('%j is as the server', async (service) => {
    expect(await check(service)).toBe(SERVING);
    isServing = false;
    expect(await check(service)).toBe(NOT_SERVING);
  });

  test('a service that is not there', async () => {
    await expect(check('test.Nothing')).rejects.toMatchObject({
      code: status.NOT_FOUND,
      details: 'unknown service test.Nothing',
    });
  });

  test('a server that stops serves nothing', async () => {
    stopping.abort();
    expect(await check('')).toBe(NOT_SERVING);
  });
});

test('list has the server and each service', async () => {
  const answer = await new Promise((resolve, reject) =>
    client.list({}, (error, list) => (error ? reject(error) : resolve(list.statuses))),
  );
  expect(answer).toEqual({ '': { status: SERVING }, 'test.Echo': { status: SERVING } });
});

describe('watch', () => {
  test('tells the state at once and every change, each once', async () => {
    let count = 0;
    const told = await watch('test.Echo', (_, cancel) => {
      if (++count === 3) cancel();
      else setTimeout(() => (isServing = !isServing), 50); // some looks later
    });
    expect(told).toEqual([SERVING, NOT_SERVING, SERVING]);
  });

  test('a service that is not there', async () => {
    expect(await watch('test.Nothing', (_, cancel) => cancel())).toEqual([SERVICE_UNKNOWN]);
  });

  test('looks once for all who watch', async () => {
    let first = 0;
    const watches = Array.from({ length: 10 }, () =>
      watch('', (_, cancel) => {
        first ||= Date.now();
        setTimeout(cancel, 200);
      }),
    );
    await Promise.all(watches);
    expect(looks).toBeLessThanOrEqual((Date.now() - first) / 10 + 10);
  });

  test('tells that the server stops, and ends', async () => {
    expect(await watch('', () => stopping.abort())).toEqual([SERVING, NOT_SERVING]);
  });
});

test('so many may watch, and one that leaves makes room', async () => {
  const calls = Array.from({ length: 30 }, () => client.watch({ service: '' }));
  for (const call of calls) call.on('error', () => undefined);
  await Promise.all(calls.map((call) => new Promise((resolve) => call.once('data', resolve))));
  const ends = () =>
    new Promise<number>((resolve) =>
      client
        .watch({ service: '' })
        .on('data', () => resolve(status.OK))
        .on('error', ({ code }: { code?: number }) => resolve(code!)),
    );
  expect(await ends()).toBe(status.RESOURCE_EXHAUSTED);
  expect(await check('')).toBe(SERVING);
  for (const call of calls) call.cancel();
  await eventually(async () => (await ends()) === status.OK);
});
