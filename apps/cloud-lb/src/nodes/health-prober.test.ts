import { createFakeClock } from '@kubets/component/testing';
import { createHealthProber } from './health-prober';
import type { ProbeResult } from './http-probe';

function setUp(answers: ProbeResult) {
  const clock = createFakeClock();
  const network = { answers };
  const changes: string[] = [];
  const probed: number[] = [];
  const prober = createHealthProber({
    clock,
    onChange: (owner) => void changes.push(owner),
    probe: async () => {
      probed.push(clock.monotonicMs());
      return network.answers;
    },
  });
  return { clock, network, changes, probed, prober };
}

test('probes at once and then every 2 s; two failures make unhealthy, one success healthy', async () => {
  const { clock, network, changes, probed, prober } = setUp('healthy');
  prober.follow('a', ['u']);
  expect(prober.health('u')).toBe('unknown');
  await clock.advance(4000);
  expect(prober.health('u')).toBe('fit');
  expect(probed).toEqual([0, 2000, 4000]);
  network.answers = 'silent';
  await clock.advance(2000);
  expect(prober.health('u')).toBe('fit');
  await clock.advance(2000);
  expect(prober.health('u')).toBe('unfit');
  network.answers = 'healthy';
  await clock.advance(2000);
  expect(prober.health('u')).toBe('fit');
  expect(changes).toEqual(['a', 'a', 'a']);
  prober.stop();
});

test('asks often what has just appeared, and judges it after 2 s', async () => {
  const { clock, network, probed, prober } = setUp('silent');
  prober.follow('a', ['u']);
  await clock.advance(1500);
  expect(probed).toEqual([0, 100, 300, 700, 1500]);
  expect(prober.health('u')).toBe('unknown');
  await clock.advance(2000);
  expect(prober.health('u')).toBe('unfit');
  network.answers = 'healthy';
  await clock.advance(2000);
  expect(prober.health('u')).toBe('fit');
  prober.stop();
});

test('probes what several follow once, tells them all, and ends with the last', async () => {
  const { clock, changes, probed, prober } = setUp('healthy');
  prober.follow('a', ['u']);
  prober.follow('b', ['u']);
  await clock.advance(100);
  expect([probed.length, changes]).toEqual([1, ['a', 'b']]);
  prober.follow('a', []);
  await clock.advance(2000);
  expect(probed).toHaveLength(2);
  prober.follow('b', []);
  await clock.advance(10_000);
  expect(probed).toHaveLength(2);
  expect(clock.pending()).toBe(0);
});

test('may probe more often, and takes long to give up a machine that only refuses', async () => {
  const { clock, network, probed, prober } = setUp('healthy');
  prober.follow('a', ['u'], { intervalMs: 800 });
  await clock.advance(1600);
  expect(probed).toEqual([0, 800, 1600]);
  network.answers = 'refused';
  await clock.advance(4 * 800);
  expect(prober.health('u')).toBe('fit');
  await clock.advance(800);
  expect(prober.health('u')).toBe('unfit');
  prober.stop();
});

test('who says another interval has it probed at once and as often from there on; what is known stays', async () => {
  const { clock, network, changes, probed, prober } = setUp('healthy');
  prober.follow('a', ['u'], { intervalMs: 10_000 });
  await clock.advance(12_000);
  expect(probed).toEqual([0, 10_000]);
  network.answers = 'silent';
  prober.follow('a', ['u'], { intervalMs: 800 });
  prober.follow('a', ['u'], { intervalMs: 800 });
  expect(prober.health('u')).toBe('fit');
  await clock.advance(800);
  expect([probed.slice(2), prober.health('u')]).toEqual([[12_000, 12_800], 'unfit']);
  network.answers = 'healthy';
  await clock.advance(800);
  const before = probed.length;
  prober.follow('a', ['u'], { intervalMs: 10_000 });
  await clock.advance(9_000);
  expect([probed.length - before, changes]).toEqual([1, ['a', 'a', 'a']]);
  prober.stop();
});
