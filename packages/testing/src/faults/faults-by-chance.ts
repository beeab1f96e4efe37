import type { Clock } from '@kubets/component';
import { seededRandom } from '@kubets/component';
import type { ComponentName } from '../cluster/component-names';

/** What may happen by chance. */
const CHANCES = ['loseWatches', 'slowWrites', 'failWrites', 'cutOff', 'restart', 'killNode'] as const;
export type ChanceName = (typeof CHANCES)[number];

export interface FaultsByChance {
  /** How often something happens, in milliseconds of the cluster's time. */
  everyMs: number;
  /** How long it lasts, in the cluster's time, if it lasts; half of that unless given. */
  forMs?: number;
  /** What may happen; all of it but the death of nodes unless given. */
  of?: readonly ChanceName[];
}

/** One that has happened: `12000 ms: cutOff scheduler`. */
export type Happened = string;

/** What faults are made of. */
export interface FaultActions {
  loseWatches(): void;
  slowWrites(faults: { probability: number; upToMs: number }): void;
  failWrites(faults: { probability: number }): void;
  cutOff(component: ComponentName): void;
  join(component: ComponentName): void;
  stop(component: ComponentName): Promise<void>;
  start(component: ComponentName): Promise<void>;
  /** The name of the one that was killed; undefined where there is none, or only one. */
  killNode(): string | undefined;
}

const HEALTHY: Record<'slowWrites' | 'failWrites', { probability: number; upToMs: number }> = {
  slowWrites: { probability: 0, upToMs: 0 },
  failWrites: { probability: 0, upToMs: 0 },
};
const SLOWEST_MS = 50;
const EVERY_MS = { least: 10, most: 24 * 3_600_000 };
const MOST_HAPPENED = 1000;

export interface ChanceOptions {
  seed: number;
  components: readonly ComponentName[];
  actions: FaultActions;
  clock: Clock & { hold<T>(work: Promise<T>): Promise<T> };
}

/** Lets something go wrong again and again, as the seed says: the same seed, the same faults after the same times. */
export function createFaultsByChance({ seed, components, actions, clock }: ChanceOptions) {
  const happened: Happened[] = [];
  let running: AbortController | undefined;

  async function happen(given: Required<FaultsByChance>, signal: AbortSignal): Promise<void> {
    const random = seededRandom(seed);
    const begin = clock.monotonicMs();
    const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    for (let count = 1; ; count++) {
      // Every round draws as often, whatever comes of it: what follows does not hang on what there was to hit.
      const [what, component, strength] = [oneOf(given.of), oneOf(components), random()];
      await clock.sleep(begin + count * given.everyMs - clock.monotonicMs(), signal);
      if (signal.aborted || !what) return;
      const [whom, mend] = begun(what, component, strength);
      if (happened.length < MOST_HAPPENED)
        happened.push(`${count * given.everyMs} ms: ${[what, whom].filter(Boolean).join(' ')}`);
      if (!mend) continue;
      await clock.sleep(given.forMs, signal);
      // Time that is moved on waits for it: what comes next comes at its time.
      await clock.hold(Promise.resolve(mend()));
    }
  }

  /** Does it, and tells to whom and how it ends. */
  function begun(
    what: ChanceName,
    component: ComponentName | undefined,
    strength: number,
  ): [whom?: string, mend?: () => unknown] {
    switch (what) {
      case 'loseWatches':
        actions.loseWatches();
        return [];
      case 'slowWrites':
      case 'failWrites':
        actions[what]({ probability: strength, upToMs: SLOWEST_MS });
        return [undefined, () => actions[what](HEALTHY[what])];
      case 'killNode':
        return [actions.killNode() ?? 'nobody'];
      case 'cutOff':
        if (!component) return ['nobody'];
        actions.cutOff(component);
        return [component, () => actions.join(component)];
      case 'restart': {
        if (!component) return ['nobody'];
        const stopped = actions.stop(component);
        return [component, () => stopped.then(() => actions.start(component))];
      }
    }
  }

  return {
    happened: happened as readonly Happened[],
    /** @throws RangeError for times that are none, and kinds of faults that there are not */
    start({ everyMs, forMs = everyMs / 2, of = CHANCES.filter((one) => one !== 'killNode') }: FaultsByChance): void {
      if (!(everyMs >= EVERY_MS.least && everyMs <= EVERY_MS.most))
        throw new RangeError(`everyMs is a number from ${EVERY_MS.least} to ${EVERY_MS.most}, not ${everyMs}`);
      if (!(forMs >= 0 && forMs < everyMs))
        throw new RangeError(`forMs is a number from 0 to less than everyMs, not ${forMs}`);
      const unknown = of.find((one) => !CHANCES.includes(one));
      if (unknown !== undefined || of.length === 0)
        throw new RangeError(`of names ${CHANCES.join(', ')}, not ${unknown ?? 'nothing'}`);
      running?.abort();
      running = new AbortController();
      void happen({ everyMs, forMs, of }, running.signal);
    },
    /** What lasts still is mended by who ends it. */
    stop(): void {
      running?.abort();
      running = undefined;
    },
  };
}
