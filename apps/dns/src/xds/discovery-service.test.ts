import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createTestLogger, eventually } from '@kubets/component/testing';
import { discoveryService } from './discovery-service';
import type { ResourceSource } from './resources/resource-source';
import { TYPE_URLS } from './resources/resource-type';

type Handler = (call: unknown) => void;

const serve = (source: Partial<ResourceSource>, logger = createTestLogger()) =>
  discoveryService({
    source: { lookup: () => undefined, subscribe: () => () => undefined, serviceOf: (name) => name, ...source },
    synced: Promise.resolve(),
    logger,
  });

/** A stream of a client that takes what it is sent, or nothing of it. */
function start(
  source: Partial<ResourceSource>,
  { takes, service = serve(source) }: { takes: boolean; service?: ReturnType<typeof serve> },
) {
  const sent: { nonce?: string }[] = [];
  const errors: { code?: number; details?: string }[] = [];
  const call = new Duplex({
    objectMode: true,
    read: () => undefined,
    write(response, _, taken) {
      sent.push(response);
      if (takes) taken();
    },
  });
  call.on('error', (error: object) => errors.push(error));
  Object.assign(call, { getPeer: () => '192.0.2.1:4711' });
  (service.implementation['streamAggregatedResources'] as Handler)(call);
  return { call, sent, errors };
}

const ask = (nonce: number, name: string) => ({
  typeUrl: TYPE_URLS.endpoints,
  resourceNames: [name],
  responseNonce: nonce === 0 ? '' : String(nonce),
});
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
};
const found = () => ({ version: '1', any: { typeUrl: TYPE_URLS.endpoints, value: Buffer.alloc(10) } });

test.each([
  ['and takes the answers, has all', true, 500],
  ['and takes none, has few waiting', false, 20],
])('a client that asks on and on, knowing what the answers will be called, %s', async (_, takes, most) => {
  const { call, sent } = start({ lookup: found }, { takes });
  for (let index = 0; index < 500; index++) call.push(ask(index, `service-${index}`));
  if (takes) await eventually(() => sent.length === 500);
  else await settled();
  expect(sent.length + call.writableLength).toBeLessThanOrEqual(most + 1);
  expect(call.readableLength > 0).toBe(!takes);
});

test('a request that nobody foresaw ends its own stream', async () => {
  const fail = () => {
    throw new TypeError('a defect');
  };
  const { call, errors } = start({ lookup: fail }, { takes: true });
  call.push(ask(0, 'service'));
  await settled();
  expect(errors).toMatchObject([{ code: 13, details: 'the request cannot be answered' }]);
});

test('of what clients of an address subscribe to so much is kept, and what one leaves others may have', async () => {
  const service = serve({});
  const names = (stream: number) => Array.from({ length: 1000 }, (_, index) => `${stream}-${index}-${'x'.repeat(900)}`);
  const request = (stream: number) => ({
    typeUrl: TYPE_URLS.endpoints,
    resourceNames: names(stream),
    responseNonce: '',
  });
  const streams = Array.from({ length: 20 }, (_, index) => {
    const stream = start({}, { takes: true, service });
    stream.call.push(request(index));
    return stream;
  });
  const refused = () => streams.filter(({ errors }) => errors.length > 0);
  await settled();
  expect(refused().length).toBeGreaterThan(2);
  expect(refused().length).toBeLessThan(8);
  expect(refused()[0]!.errors).toMatchObject([{ code: 8, details: 'too much is subscribed to' }]);
  for (const { call } of streams) call.emit('cancelled');
  const next = start({}, { takes: true, service });
  next.call.push(request(0));
  await settled();
  expect(next.errors).toEqual([]);
});

test('one request of a client is looked at in a turn, and few of all', async () => {
  let turn = 0;
  let most = 0;
  const lookup = () => {
    if (turn++ === 0) void setImmediate().then(() => (turn = 0));
    most = Math.max(most, turn);
    return undefined;
  };
  const service = serve({ lookup });
  const streams = Array.from({ length: 50 }, () => start({ lookup }, { takes: true, service }));
  for (const { call } of streams) for (let index = 0; index < 5; index++) call.push({ ...ask(0, `service-${index}`) });
  await settled();
  expect(most).toBeLessThanOrEqual(8);
});

test('a client that refuses whatever it is told fills no log', async () => {
  const logger = createTestLogger();
  let warnings = 0;
  logger.warn = () => void (warnings += 1);
  const service = serve({ lookup: found }, logger);
  for (let stream = 0; stream < 40; stream++) {
    const { call } = start({}, { takes: true, service });
    for (let index = 0; index < 10; index++)
      call.push({ ...ask(index, `service-${index}`), errorDetail: { code: 3, message: 'no' } });
  }
  await eventually(() => warnings > 0);
  for (let tries = 0; tries < 20; tries++) await settled();
  expect(warnings).toBe(60);
});
