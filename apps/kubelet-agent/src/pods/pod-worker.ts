import { backoff, createWakeLoop, type Logger } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimePod } from '../runtimes/runtime';
import { errorFields } from '../system/error-fields';
import { createContainerKills } from './container-kills';
import { cleanUp, removeTraces, type PodCleanupOptions } from './pod-cleanup';
import {
  advanceLife,
  NEW_LIFE,
  type Eviction,
  type Look,
  type PodAction,
  type PodEvent,
  type PodStep,
} from './pod-life';
import { createPodObserver, type PodIdentity, type PodObserverOptions } from './pod-observer';
import { createPodTermination } from './pod-termination';
import { syncPod, type SyncPodOptions } from './sync-pod';

export interface PodWorkerOptions
  extends
    SyncPodOptions,
    PodCleanupOptions,
    Omit<PodObserverOptions, 'runtime' | 'status' | 'probes' | 'resizes' | 'devices' | 'features' | 'clock'> {
  /** Why the node refuses a pod it has not taken yet. */
  admit(pod: Pod): { reason: string; message: string } | undefined;
  /** Whether a pod that is being stopped still has what this one needs: its name, or a port of the node. */
  isInTheWay(pod: Pod): boolean;
  logger: Logger;
  /** Stops the worker where it stands; the pod goes on running. */
  signal: AbortSignal;
}

/** Takes care of one pod, one step at a time, from its first sight until nothing of it is left. */
export interface PodWorker {
  readonly identity: PodIdentity;
  /** The pod as the API has it; undefined for one that only the runtime knows. */
  readonly pod: Pod | undefined;
  /** Not stopped yet, nor about to be. */
  readonly active: boolean;
  /** Something of it may still run, though not for long. */
  readonly stopping: boolean;
  update(pod: Pod): void;
  /** The API no longer has it: stop it and remove all traces. */
  remove(): void;
  /** Takes more of the node than it may: fails it at once. */
  evict(eviction: Eviction): void;
  /** Something about the pod may have changed. */
  wake(): void;
  /** Resolves when nothing of it runs, and what it had of the node was given back. */
  readonly ended: Promise<void>;
  /** Resolves when nothing of the pod is left. */
  readonly done: Promise<void>;
}

/** Does what pod-life.ts decides: what comes from outside at once, and turns one after the other. */
export function createPodWorker(identity: PodIdentity, o: PodWorkerOptions): PodWorker {
  const { uid } = identity;
  const logger = o.logger.child({ pod: `${identity.namespace}/${identity.name}`, uid });
  const observer = createPodObserver(identity, { ...o });
  const problems = new Map<string, { reason: string; message: string }>();
  const restarted = new Set<string>();
  const setUpDelays = backoff({ initialMs: 500, maxMs: 120_000, jitter: 0 });
  const stopDelays = backoff({ initialMs: 200, maxMs: 10_000 });
  const end = new AbortController();
  let tellEnded!: () => void;
  const ended = new Promise<void>((resolve) => (tellEnded = resolve));
  let life = NEW_LIFE;
  let seen: RuntimePod = { ...identity, sandboxes: [], containers: [] };
  let step = new AbortController();
  let inTurn = false;

  const loop = createWakeLoop({
    turn,
    retry: { initialMs: 200, maxMs: 10_000, wakeable: true },
    onError: (err, delayMs) =>
      logger.warn({ ...errorFields(err), stage: life.stage, delayMs }, 'Pod step failed, trying again'),
    clock: o.clock,
  });
  const wake = (): void => loop.wake();
  const termination = createPodTermination({
    ...o,
    logger,
    onEnd: (error) => loop.wake(error === undefined ? 0 : stopDelays.next()),
  });
  const kill = createContainerKills({ ...o, logger, onEnd: wake });

  /** Whatever the pod's object says is known; of one that only the runtime remembers, its names. */
  const known = (): Pod => life.pod ?? { metadata: { uid, name: identity.name, namespace: identity.namespace } };
  const podIp = (runtimePod: RuntimePod): string =>
    (life.pod?.spec?.hostNetwork ? o.node.ips()[0] : runtimePod.sandboxes[0]?.ips[0]) ?? '';

  function tell(event: PodEvent): PodStep | undefined {
    const transition = advanceLife(life, event);
    life = transition.life;
    transition.actions.forEach(act);
    return transition.step;
  }

  async function turn(): Promise<void> {
    step = new AbortController();
    inTurn = true;
    try {
      for (let next = tell({ type: 'turn' }); next && !end.signal.aborted;) {
        const event = await take(next);
        next = event && tell(event);
      }
    } finally {
      inTurn = false;
    }
    if (life.stage === 'gone') end.abort();
  }

  async function look(): Promise<Look> {
    seen = await observer.observe();
    return {
      nowMs: o.clock.now().getTime(),
      startTime: o.status.get(uid)?.startTime ?? life.pod?.status?.startTime,
      hasSandbox: seen.sandboxes.length > 0,
      runs: seen.containers.some(({ state }) => state === 'running') || seen.sandboxes.some(({ ready }) => ready),
      stopping: termination.underWay,
      blocked:
        life.stage === 'running' && life.pod !== undefined && seen.sandboxes.length === 0 && o.isInTheWay(life.pod),
    };
  }

  async function stopAtOnce(): Promise<void> {
    const found = await observer.observe();
    if (life.stage !== 'terminating') return;
    seen = found;
    tell({ type: 'hurried' });
  }

  function publish(runtimePod: RuntimePod) {
    o.probes.sync(known(), runtimePod, podIp(runtimePod));
    if (life.verdict === undefined) {
      o.resizes.consider(known());
      o.resizes.settle(known(), runtimePod);
    }
    return observer.publish(known(), runtimePod, { problems, verdict: life.verdict });
  }

  function admit(fresh: boolean) {
    const refusal = fresh ? o.admit(known()) : undefined;
    if (!refusal) o.resizes.admit(known());
    return refusal;
  }

  async function take(next: PodStep): Promise<PodEvent | undefined> {
    switch (next.do) {
      case 'observe':
        return { type: 'observed', look: await look() };
      case 'admit':
        return { type: 'admitted', refusal: admit(next.fresh) };
      case 'publish':
        return { type: 'published', phase: publish(seen).phase };
      case 'sync':
        return { type: 'synced', ...(await sync(o.resizes.allocated(known()), seen)) };
      case 'publish-progress':
        publish(await observer.observe());
        return undefined;
      case 'release-devices':
        await o.devices.unprepare(uid);
        return { type: 'released' };
      case 'clean-up':
        await cleanUp(uid, o);
        tellEnded();
        return { type: 'cleaned-up' };
      case 'delete':
        await o.status.publishAndDelete(known(), o.signal);
        return { type: 'deleted' };
      case 'remove-traces':
        await removeTraces(known(), seen, o);
        return { type: 'traces-removed' };
    }
  }

  function sync(pod: Pod, runtimePod: RuntimePod) {
    const context = {
      problems,
      restarted,
      delays: setUpDelays,
      signal: step.signal,
      observe: () => observer.observe(),
      publish,
    };
    return syncPod({ ...context, pod, runtimePod, kill: (what) => kill(pod, podIp(runtimePod), what) }, o);
  }

  function act(action: PodAction): void {
    switch (action.do) {
      case 'wake':
        return loop.wake(action.afterMs);
      case 'abort-step':
        step.abort();
        // What a pod has that is about to be stopped is there for others.
        return o.resizes.retry();
      case 'hurry':
        return inTurn
          ? void stopAtOnce().catch((err: unknown) =>
              logger.warn(errorFields(err), 'Pod cannot be stopped before its step has ended'),
            )
          : undefined;
      case 'hold-objects':
        return o.objects.hold(known());
      case 'assume-past':
        return observer.assumePast(known(), seen);
      case 'event':
        return o.events.pod(known(), action.type, action.verdict.reason, action.verdict.message);
      case 'stop-liveness':
        return o.probes.stopLiveness(uid);
      case 'publish-end':
        return void observer.publish(known(), seen, {
          problems,
          verdict: life.verdict,
          over: true,
          final: action.final,
        });
      case 'stop':
        return termination.stop({
          pod: known(),
          runtimePod: seen,
          graceSeconds: action.graceSeconds,
          podIp: podIp(seen),
          abrupt: action.abrupt,
        });
    }
  }

  o.signal.addEventListener('abort', () => end.abort(), { once: true, signal: end.signal });
  if (o.signal.aborted) end.abort();

  return {
    identity,
    get pod() {
      return life.pod;
    },
    get active() {
      return life.stage === 'running' && life.verdict === undefined;
    },
    get stopping() {
      return life.stage === 'terminating';
    },
    update: (pod) => void tell({ type: 'updated', pod }),
    remove: () => void tell({ type: 'removed' }),
    evict: (eviction) => void tell({ type: 'evicted', ...eviction }),
    wake,
    ended,
    done: loop.run(end.signal),
  };
}
