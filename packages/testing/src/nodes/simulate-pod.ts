import { restartsAfter } from '@kubets/api';
import { backoff, type Clock } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodBehaviour } from './pod-behaviour';
import type { SimulatedState } from './pod-status';

export interface SimulatePodOptions {
  clock: Clock;
  signal: AbortSignal;
  /** Told of every state that the pod comes into; the next one waits for it. */
  onState(state: SimulatedState): Promise<void>;
}

/** As a kubelet's between restarts of a container. */
const RESTART_DELAYS = { initialMs: 10_000, maxMs: 300_000, jitter: 0 };

/** Lets a pod live as it is said, until it has ended for good or the signal. */
export async function simulatePod(
  { spec }: Pod,
  { waiting, readyAfterMs = 0, exitAfterMs, exitCode = 0 }: PodBehaviour,
  { clock, signal, onState }: SimulatePodOptions,
): Promise<void> {
  const tell = async (state: SimulatedState): Promise<void> => (signal.aborted ? undefined : onState(state));
  if (waiting !== undefined) return tell({ stage: { kind: 'waiting', reason: waiting }, restarts: 0 });

  const runsMs = exitAfterMs ?? ((spec?.restartPolicy ?? 'Always') === 'Always' ? undefined : 0);
  const delays = backoff(RESTART_DELAYS);
  let last: SimulatedState['last'];
  for (let restarts = 0; !signal.aborted; restarts++) {
    const since = clock.now();
    const before = { restarts, ...(last ? { last } : {}) };
    const readyMs = runsMs === undefined ? readyAfterMs : Math.min(readyAfterMs, runsMs);
    if (readyMs > 0 || runsMs === 0) {
      await tell({ stage: { kind: 'running', isReady: false, since }, ...before });
      await clock.sleep(readyMs, signal);
    }
    if (runsMs === undefined || readyAfterMs < runsMs)
      await tell({ stage: { kind: 'running', isReady: true, since }, ...before });
    if (runsMs === undefined) return;
    await clock.sleep(runsMs - readyMs, signal);
    const ended = { exitCode, since, at: clock.now() };
    await tell({ stage: { kind: 'ended', ...ended }, ...before });
    if (!restartsAfter(exitCode, spec?.containers?.[0] ?? {}, spec)) return;
    last = ended;
    await tell({ stage: { kind: 'waiting', reason: 'CrashLoopBackOff' }, restarts, last });
    await clock.sleep(delays.next(), signal);
  }
}
