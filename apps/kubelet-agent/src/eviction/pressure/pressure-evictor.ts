import type { Clock, Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Eviction } from '../../pods/pod-life';
import { errorFields } from '../../system/error-fields';
import { evictionMessage } from './eviction-message';
import { measurePods, type MeasureOptions } from './measure-pod';
import type { Pressure } from '../../node/node-conditions';
import { createNodePressure, type Crossed } from './node-pressure';
import { rankPods } from './rank-pods';
import { SIGNALS, type Observations } from './signals';
import type { Threshold } from './thresholds';

export interface PressureEvictorOptions extends MeasureOptions {
  thresholds: readonly Threshold[];
  transitionMs: number;
  /** What a pod gets at most to end by itself, for a soft threshold. */
  maxPodGraceSeconds: number;
  observe(): Promise<Observations>;
  /** The pods that run here. */
  pods(): readonly Pod[];
  isStopping(podUid: string): boolean;
  evict(podUid: string, eviction: Eviction): void;
  /** Removes images that nobody uses; how many bytes that has freed. */
  removeUnusedImages(): Promise<number>;
  /** An event of the node. */
  warn(reason: string, message: string): void;
  /** The node's conditions have changed. */
  onChange(): void;
  clock: Clock;
  logger: Logger;
}

export interface PressureEvictor {
  pressures(): ReadonlySet<Pressure>;
  run(signal: AbortSignal): Promise<void>;
}

const INTERVAL_MS = 10_000;
/** How long a pod is waited for until the next has to go. */
const STOPPED_MS = 30_000;
const LOOK_MS = 500;

/**
 * Says when the node runs short, and relieves it: first of images that nobody uses, then of pods, one at a time.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
 */
export function createPressureEvictor(o: PressureEvictorOptions): PressureEvictor {
  const pressure = createNodePressure(o.thresholds, o.transitionMs);
  let pressures: ReadonlySet<Pressure> = new Set();

  const read = async () => pressure.read(await o.observe(), o.clock.monotonicMs());

  async function look(): Promise<readonly Crossed[]> {
    const reading = await read();
    const isChanged = [...reading.pressures].sort().join() !== [...pressures].sort().join();
    pressures = reading.pressures;
    if (isChanged) o.onChange();
    return reading.due;
  }

  async function relieve([crossed]: readonly Crossed[], signal: AbortSignal): Promise<void> {
    if (!crossed) return;
    const { pressure: kind, starved } = SIGNALS[crossed.threshold.signal];
    o.warn('EvictionThresholdMet', `Attempting to reclaim ${starved}`);
    if (kind === 'DiskPressure' && (await o.removeUnusedImages()) > 0) {
      const [still] = (await read()).due;
      if (!still) return;
    }
    const pods = o.pods();
    const uses = starved === 'pids' ? new Map() : await measurePods(pods, starved, o, signal);
    const useOf = (pod: Pod) => uses.get(pod.metadata?.uid ?? '');
    const [pod] = rankPods(pods, starved, useOf);
    if (!pod) return o.logger.warn({ starved }, 'Nothing can be evicted to relieve the node');
    const uid = pod.metadata?.uid ?? '';
    const message = evictionMessage(pod, crossed, useOf(pod));
    o.logger.warn(
      { pod: `${pod.metadata?.namespace}/${pod.metadata?.name}`, uid, starved },
      'Evicting a pod to relieve the node',
    );
    o.evict(uid, {
      message,
      graceSeconds: crossed.threshold.graceMs > 0 ? o.maxPodGraceSeconds : 0,
      isDisruption: true,
    });
    await stopped(uid, signal);
  }

  /** What it had is not there for others at once. */
  async function stopped(uid: string, signal: AbortSignal): Promise<void> {
    const untilMs = o.clock.monotonicMs() + STOPPED_MS;
    while (!signal.aborted && o.isStopping(uid) && o.clock.monotonicMs() < untilMs)
      await o.clock.sleep(LOOK_MS, signal);
  }

  return {
    pressures: () => pressures,
    async run(signal) {
      while (!signal.aborted) {
        try {
          await relieve(await look(), signal);
        } catch (err) {
          o.logger.warn(errorFields(err), 'Node cannot be relieved');
        }
        await o.clock.sleep(INTERVAL_MS, signal);
      }
    },
  };
}
