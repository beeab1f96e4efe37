import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { Exchange } from '../../upstreams/exchange';
import { bareAnswer } from '../../wire/answer-body';
import { queryFor } from '../../testing/ask';
import { createLoopDetection } from './loop';

const upstreams = [
  { address: '192.0.2.1', port: 53 },
  { address: '192.0.2.2', port: 53 },
  { address: '192.0.2.3', port: 53 },
];

test('an upstream through which a probe comes back is not used', async () => {
  const logger = createTestLogger();
  const clock = createFakeClock();
  const exchange: Exchange = async (query, { address }) => {
    if (address === '192.0.2.3') throw new Error('away');
    // The second one forwards to this server.
    if (address === '192.0.2.2') await detection.plugin.serve(query, () => bareAnswer(0));
    return Buffer.alloc(12);
  };
  const detection = createLoopDetection({ upstreams, exchange, logger, clock });
  const detecting = detection.detect(new AbortController().signal);
  await clock.advance(10_000);
  await detecting;
  expect(upstreams.map(detection.leadsBack)).toEqual([false, true, false]);
  expect(logger.lines).toMatchObject([{ level: 'error', upstream: '192.0.2.2:53' }]);
});

test('other queries pass', () => {
  const detection = createLoopDetection({
    upstreams,
    exchange: async () => Buffer.alloc(12),
    logger: createTestLogger(),
    clock: createFakeClock(),
  });
  const answer = bareAnswer(0);
  expect(detection.plugin.serve(queryFor('a.example', { type: 'HINFO' }), () => answer)).toBe(answer);
  expect(upstreams.some(detection.leadsBack)).toBe(false);
});
