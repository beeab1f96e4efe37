import type { Clock } from '@kubets/component';
import type { Probe } from '@kubets/proto-gen/core/v1';
import type { ProbeAnswer } from './prober';

export interface ProbeLoopOptions {
  probe: Probe;
  /** When the container started, in milliseconds since 1970; the initial delay counts from it. */
  startedAtMs: number;
  /** What counts before the first verdict. */
  initially: boolean;
  /** Stops at the first verdict of this kind: startup probes when they pass, liveness probes when they fail. */
  endsWith?: boolean;
  ask(timeoutMs: number): Promise<ProbeAnswer>;
  onVerdict(healthy: boolean): void;
  onUnhealthy(answer: ProbeAnswer): void;
  clock: Clock;
  signal: AbortSignal;
}

const TRIES = 3;

/** Asks again and again with the probe's timing, and reports when enough answers in a row say something new. */
export async function runProbeLoop(o: ProbeLoopOptions): Promise<void> {
  const {
    initialDelaySeconds = 0,
    periodSeconds = 10,
    timeoutSeconds = 1,
    successThreshold = 1,
    failureThreshold = 3,
  } = o.probe;
  const { clock, signal } = o;
  await clock.sleep(Math.max(0, o.startedAtMs + initialDelaySeconds * 1000 - clock.now().getTime()), signal);
  let verdict = o.initially;
  let told = false;
  let inARow = 0;
  let last: boolean | undefined;
  while (!signal.aborted) {
    const askedMs = clock.monotonicMs();
    const answer = await askWithRetries(o, timeoutSeconds * 1000);
    if (signal.aborted) return;
    if (answer.result !== 'unknown') {
      const healthy = answer.result === 'success';
      if (!healthy) o.onUnhealthy(answer);
      inARow = healthy === last ? inARow + 1 : 1;
      last = healthy;
      const enough = inARow >= (healthy ? successThreshold : failureThreshold);
      if (enough && (healthy !== verdict || !told)) {
        verdict = healthy;
        told = true;
        o.onVerdict(healthy);
      }
      if (enough && healthy === o.endsWith) return;
    } else {
      o.onUnhealthy(answer);
    }
    await clock.sleep(Math.max(0, periodSeconds * 1000 - (clock.monotonicMs() - askedMs)), signal);
  }
}

/** A question that could not be put is put again at once, as it says nothing of the container. */
async function askWithRetries(o: ProbeLoopOptions, timeoutMs: number): Promise<ProbeAnswer> {
  let answer = await o.ask(timeoutMs);
  for (let n = 1; n < TRIES && answer.result === 'unknown' && !o.signal.aborted; n++) answer = await o.ask(timeoutMs);
  return answer;
}
