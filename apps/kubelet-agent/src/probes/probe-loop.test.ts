import type { Probe } from '@kubets/proto-gen/core/v1';
import { createFakeClock } from '@kubets/component/testing';
import type { ProbeAnswer } from './prober';
import { runProbeLoop } from './probe-loop';

const words: Record<string, ProbeAnswer['result']> = { y: 'success', n: 'failure', '?': 'unknown' };

/** Runs a loop whose container gives the answers one by one (y, n, ?) and returns what was said and when, in seconds. */
async function run(
  probe: Probe,
  answers: string,
  o: { initially?: boolean; endsWith?: boolean; seconds?: number } = {},
) {
  const clock = createFakeClock();
  const stop = new AbortController();
  const startMs = clock.now().getTime();
  const said: string[] = [];
  const at = () => (clock.now().getTime() - startMs) / 1000;
  let asked = 0;
  let unhealthy = 0;
  const loop = runProbeLoop({
    probe,
    startedAtMs: startMs,
    initially: o.initially ?? false,
    endsWith: o.endsWith,
    clock,
    signal: stop.signal,
    ask: async () => ({ result: words[answers[asked++] ?? 'y']!, output: '' }),
    onVerdict: (healthy) => said.push(`${at()}s ${healthy ? 'healthy' : 'unhealthy'}`),
    onUnhealthy: () => unhealthy++,
  });
  await clock.advance((o.seconds ?? 60) * 1000);
  stop.abort();
  await loop;
  return { said, asked, unhealthy };
}

test.each<[string, Probe, string, object, string[]]>([
  ['at once', {}, 'yyyyyyy', {}, ['0s healthy']],
  ['after the initial delay', { initialDelaySeconds: 7 }, 'yyyyyyy', {}, ['7s healthy']],
  [
    'unhealthy after three failures in a row',
    { periodSeconds: 5 },
    'yynnynnnyyyyyy',
    { initially: true },
    ['0s healthy', '35s unhealthy', '40s healthy'],
  ],
  [
    'failureThreshold 1',
    { periodSeconds: 10, failureThreshold: 1 },
    'yynyyyy',
    {},
    ['0s healthy', '20s unhealthy', '30s healthy'],
  ],
  ['successThreshold 2', { periodSeconds: 10, successThreshold: 2 }, 'ynyyyyy', {}, ['30s healthy']],
  [
    'what could not be asked says nothing',
    { periodSeconds: 10, failureThreshold: 1 },
    'y?????????yyyyy',
    {},
    ['0s healthy'],
  ],
])('%s', async (_, probe, answers, o, said) => {
  expect((await run(probe, answers, o)).said).toEqual(said);
});

test('a startup probe ends when it passes', async () => {
  expect(await run({ periodSeconds: 1, failureThreshold: 30 }, 'nnnny', { endsWith: true })).toEqual({
    said: ['4s healthy'],
    asked: 5,
    unhealthy: 4,
  });
});

test('a liveness probe ends when it fails: the container is about to be replaced', async () => {
  expect(await run({ periodSeconds: 1 }, 'ynnn', { initially: true, endsWith: false })).toEqual({
    said: ['0s healthy', '3s unhealthy'],
    asked: 4,
    unhealthy: 3,
  });
});
