import { createFakeClock } from '@kubets/component/testing';
import { createAnswerWatch } from './answer-watch';

function setUp() {
  const clock = createFakeClock();
  const silent = new Set(['10.0.0.1', 'fd00::1']);
  const probes: number[] = [];
  const answered: string[] = [];
  const watch = createAnswerWatch({
    clock,
    onAnswer: (key) => void answered.push(key),
    probe: async (address) => {
      probes.push(clock.monotonicMs());
      return !silent.has(address);
    },
  });
  return { clock, silent, probes, answered, watch };
}
const question = { addresses: ['10.0.0.1'], port: 80, by: 'node-1' };

test('asks quickly at first, then every 2 s, until there is an answer', async () => {
  const { clock, silent, probes, answered, watch } = setUp();
  expect(watch.hasAnswered('a', question)).toBe(false);
  expect(watch.hasAnswered('a', question)).toBe(false);
  await clock.advance(7500);
  expect(probes).toEqual([0, 100, 300, 700, 1500, 3100, 5100, 7100]);
  silent.clear();
  await clock.advance(2000);
  expect(answered).toEqual(['a']);
  expect(watch.hasAnswered('a', question)).toBe(true);
  await clock.advance(10_000);
  expect(probes).toHaveLength(9);
});

test('waits for all addresses, and anew for another node', async () => {
  const { clock, silent, answered, watch } = setUp();
  const both = { ...question, addresses: ['10.0.0.1', 'fd00::1'] };
  watch.hasAnswered('a', both);
  silent.delete('10.0.0.1');
  await clock.advance(10_000);
  expect(answered).toEqual([]);
  silent.clear();
  await clock.advance(2000);
  expect(watch.hasAnswered('a', both)).toBe(true);
  expect(watch.hasAnswered('a', { ...both, by: 'node-2' })).toBe(false);
  watch.stop();
});

test('asks as often as there may be others who answer', async () => {
  const { clock, silent, probes, answered, watch } = setUp();
  watch.hasAnswered('a', { ...question, times: 3 });
  await clock.advance(50);
  expect(probes).toHaveLength(1);
  silent.clear();
  await clock.advance(100);
  expect([probes.length, answered]).toEqual([4, ['a']]);
});

test('stops asking for what is forgotten', async () => {
  const { clock, probes, watch } = setUp();
  watch.hasAnswered('a', question);
  await clock.advance(50);
  watch.forget('a');
  await clock.advance(10_000);
  expect(probes).toHaveLength(1);
  expect(clock.pending()).toBe(0);
});
