import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import type { ContainerRuntime, RuntimeFeatures } from '../runtimes/runtime';

export interface RuntimeHealth {
  /** Why no pod can be run now; empty when all is well. */
  problems(): string[];
  /** Why pods can't have a network, if they can't. */
  networkProblem(): string | undefined;
  /** What the runtime can do; undefined before it has answered. */
  features(): RuntimeFeatures | undefined;
  /** Asks the runtime now, and in short steps for a while if it is not ready yet. */
  check(): void;
  start(): void;
}

const CHECK_MS = 5000;
const IMPATIENT_MS = 50;
const IMPATIENT_FOR_MS = 10_000;
// A runtime that is restarted is back within seconds; nothing has to be moved to other nodes for that.
const TOLERATED_MS = 30_000;

/** Watches whether the runtime and its network are ready, and tells when that changes. */
export function createRuntimeHealth(o: {
  runtime: ContainerRuntime;
  onChange(): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}): RuntimeHealth {
  let answeredMs: number | undefined;
  let runtimeProblem: string | undefined = 'container runtime status check may not have completed yet';
  let networkProblem: string | undefined = 'container runtime network status is not known yet';
  let features: RuntimeFeatures | undefined;
  let shown = '';
  let impatientUntilMs = 0;

  async function ask(): Promise<boolean> {
    try {
      const { runtime, network, features: told } = await o.runtime.status();
      features = told;
      answeredMs = o.clock.monotonicMs();
      runtimeProblem = runtime.ok
        ? undefined
        : `container runtime not ready: RuntimeReady=false reason:${runtime.reason} message:${runtime.message}`;
      networkProblem = network.ok
        ? undefined
        : `container runtime network not ready: NetworkReady=false reason:${network.reason} message:${network.message}`;
    } catch (err) {
      o.logger.debug({ err }, 'Runtime does not answer');
      if (answeredMs !== undefined && o.clock.monotonicMs() - answeredMs > TOLERATED_MS)
        runtimeProblem = 'container runtime is down';
    }
    const now = [runtimeProblem, networkProblem, JSON.stringify(features)].join('\n');
    if (now !== shown) {
      shown = now;
      o.onChange();
    }
    return runtimeProblem === undefined && networkProblem === undefined;
  }

  const loop = createWakeLoop({
    async turn() {
      const ready = await ask();
      return { againAfterMs: !ready && o.clock.monotonicMs() <= impatientUntilMs ? IMPATIENT_MS : CHECK_MS };
    },
    retry: { initialMs: IMPATIENT_MS, maxMs: CHECK_MS },
    onError: (err) => o.logger.warn({ err }, 'State of the runtime cannot be told, trying again'),
    clock: o.clock,
  });

  function check(): void {
    impatientUntilMs = o.clock.monotonicMs() + IMPATIENT_FOR_MS;
    loop.wake();
  }

  return {
    problems: () => [runtimeProblem, networkProblem].filter((problem): problem is string => problem !== undefined),
    networkProblem: () => networkProblem,
    features: () => features,
    check,
    start() {
      check();
      void loop.run(o.signal);
    },
  };
}
