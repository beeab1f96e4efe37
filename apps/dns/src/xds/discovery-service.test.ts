import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createTestLogger } from '@kubets/component/testing';
import { discoveryService } from './discovery-service';
import type { ResourceSource } from './resources/resource-source';
import { typeUrl } from './resources/resource-type';

type Handler = (call: unknown) => void;

/** A stream of a client that takes what it is sent, or nothing of it. */
function start(source: Partial<ResourceSource>, { takes }: { takes: boolean }) {
  const logger = createTestLogger();
  const { implementation } = discoveryService({
    source: { lookup: () => undefined, subscribe: () => () => undefined, serviceOf: (name) => name, ...source },
    synced: Promise.resolve(),
    logger,
  });
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
  (implementation['streamAggregatedResources'] as Handler)(call);
  return { call, sent, errors };
}

const ask = (nonce: number, name: string) => ({
  typeUrl: typeUrl.endpoints,
  resourceNames: [name],
  responseNonce: nonce === 0 ? '' : String(nonce),
});
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
};
const found = () => ({ version: '1', any: { typeUrl: typeUrl.endpoints, value: Buffer.alloc(10) } });

test.each([
  ['and takes the answers, has all', true, 500],
  ['and takes none, has few waiting', false, 20],
])('a client that asks on and on, knowing what the answers will be called, %s', async (_, takes, most) => {
  const { call, sent } = start({ lookup: found }, { takes });
  for (let index = 0; index < 500; index++) call.push(ask(index, `service-${index}`));
  await settled();
  expect(sent.length + call.writableLength).toBeLessThanOrEqual(most + 1);
  if (takes) expect(sent).toHaveLength(500);
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
