import { isTerminalPhase } from '@kubets/api';
import { backoff, type Logger } from '@kubets/component';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { rm } from 'node:fs/promises';
import { toSeconds, type Int64 } from '@kubets/proto-gen/int64';
import type { ReferencedObjects } from '../objects/referenced-objects';
import type { ServiceAccountTokens } from '../objects/service-account-tokens';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { errorFields } from '../system/error-fields';
import type { ContainerKill } from './compute-pod-actions';
import { boundedGrace, gracePeriodSeconds } from './grace-period';
import { killContainer } from './kill-container';
import { createPodTermination } from './pod-termination';
import { createPodObserver, type PodIdentity, type PodObserverOptions } from './pod-observer';
import { syncPod, type SyncPodOptions } from './sync-pod';

export interface PodWorkerOptions extends SyncPodOptions, Omit<PodObserverOptions, 'runtime' | 'status' | 'probes' | 'clock'> {
  tokens: ServiceAccountTokens;
  objects: ReferencedObjects;
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
  evict(message: string): void;
  /** Something about the pod may have changed. */
  wake(): void;
  /** Resolves when nothing of the pod is left. */
  readonly done: Promise<void>;
}

type Stage = 'running' | 'terminating' | 'terminated' | 'gone';

const inTheWayMs = 100;

export function createPodWorker(identity: PodIdentity, o: PodWorkerOptions): PodWorker {
  const { uid } = identity;
  const logger = o.logger.child({ pod: `${identity.namespace}/${identity.name}`, uid });
  const observer = createPodObserver(identity, { ...o });
  const problems = new Map<string, { reason: string; message: string }>();
  const killing = new Set<string>();
  const delays = backoff({ initialMs: 200, maxMs: 10_000 });
  const setUpDelays = backoff({ initialMs: 500, maxMs: 120_000, jitter: 0 });
  let pod: Pod | undefined;
  let stage: Stage = 'running';
  let apiGone = false;
  let evicted = false;
  let admitted = false;
  let verdict: { reason: string; message: string } | undefined;
  let step = new AbortController();
  let stepping = false;
  let woken = false;
  let ring: (() => void) | undefined;
  let cancelTimer: (() => void) | undefined;
  let timerDueMs = Infinity;

  function wake(): void {
    woken = true;
    ring?.();
  }

  /** Wakes after the time, or sooner if a sooner time was asked for already. */
  function wakeAfter(ms: number): void {
    const dueMs = o.clock.monotonicMs() + ms;
    if (dueMs >= timerDueMs || o.signal.aborted) return;
    cancelTimer?.();
    timerDueMs = dueMs;
    cancelTimer = o.clock.after(ms, () => {
      timerDueMs = Infinity;
      wake();
    });
  }

  const termination = createPodTermination({ ...o, logger, onEnd: (error) => (error === undefined ? wake() : wakeAfter(delays.next())) });

  function terminate(): void {
    if (stage === 'running') stage = 'terminating';
    step.abort();
    hurry();
  }

  /** What runs does not wait for a step that takes its time, even to notice that it is aborted. */
  function hurry(): void {
    wake();
    if (stepping && stage === 'terminating') void observer.observe().then((seen) => stage === 'terminating' && stop(seen)).catch((err: unknown) => logger.warn(errorFields(err), 'Pod cannot be stopped before its step has ended'));
  }

  function stop(runtimePod: RuntimePod): void {
    termination.stop({ pod: known(), runtimePod, graceSeconds: gracePeriodSeconds(pod, { hurried: apiGone || evicted }), podIp: podIp(runtimePod), abrupt: apiGone });
  }

  /** Whatever the pod's object says is known; of one that only the runtime remembers, its names. */
  function known(): Pod {
    return pod ?? { metadata: { uid, name: identity.name, namespace: identity.namespace } };
  }

  function podIp(runtimePod: RuntimePod): string {
    return (pod?.spec?.hostNetwork ? o.node.ips()[0] : runtimePod.sandboxes[0]?.ips[0]) ?? '';
  }

  async function run(): Promise<void> {
    while (stage !== 'gone' && !o.signal.aborted) {
      if (!woken) await new Promise<void>((resolve) => (ring = resolve));
      ring = undefined;
      woken = false;
      if (o.signal.aborted) break;
      stepping = true;
      try {
        if (stage === 'running') await whileRunning();
        else if (stage === 'terminating') await whileTerminating();
        else await whileTerminated();
        delays.reset();
      } catch (err) {
        const delayMs = delays.next();
        if (!o.signal.aborted) logger.warn({ ...errorFields(err), stage, delayMs }, 'Pod step failed, trying again');
        wakeAfter(delayMs);
      } finally {
        stepping = false;
      }
    }
    cancelTimer?.();
  }

  async function whileRunning(): Promise<void> {
    if (!pod) return terminate();
    step = new AbortController();
    const current = pod;
    const runtimePod = await observer.observe();
    if (!admitted) {
      observer.assumePast(current, runtimePod);
      const fresh = runtimePod.sandboxes.length === 0 && !current.status?.startTime;
      verdict = fresh ? o.admit(current) : undefined;
      admitted = true;
      if (verdict) o.events.pod(current, 'Warning', verdict.reason, verdict.message);
    }
    verdict ??= deadlinePassed(current);
    const publish = (seen: RuntimePod) => {
      o.probes.sync(current, seen, podIp(seen));
      return observer.publish(current, seen, { problems, verdict });
    };
    const { phase } = publish(runtimePod);
    if (isTerminalPhase(phase)) return terminate();

    if (runtimePod.sandboxes.length === 0 && o.isInTheWay(current)) return wakeAfter(inTheWayMs);
    const result = await syncPod(
      { pod: current, runtimePod, problems, delays: setUpDelays, signal: step.signal, observe: () => observer.observe(), publish, kill: (kill) => killInBackground(current, runtimePod, kill) },
      o,
    );
    if (stage !== 'running') return;
    if (result.finished) return terminate();
    if (result.progressed || result.retryAfterMs !== undefined) publish(await observer.observe());
    if (result.progressed) wake();
    if (result.retryAfterMs !== undefined) wakeAfter(result.retryAfterMs);
  }

  function deadlinePassed(current: Pod): { reason: string; message: string } | undefined {
    const { activeDeadlineSeconds: deadline } = current.spec ?? {};
    const activeDeadlineSeconds = deadline === undefined ? undefined : toSeconds(deadline);
    const startTime = o.status.get(uid)?.startTime ?? current.status?.startTime;
    if (activeDeadlineSeconds === undefined || !startTime) {
      if (activeDeadlineSeconds !== undefined) wakeAfter(activeDeadlineSeconds * 1000);
      return undefined;
    }
    const leftMs = Date.parse(startTime) + activeDeadlineSeconds * 1000 - o.clock.now().getTime();
    if (leftMs > 0) {
      wakeAfter(leftMs);
      return undefined;
    }
    const failure = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' };
    o.events.pod(current, 'Normal', failure.reason, failure.message);
    return failure;
  }

  function killInBackground(current: Pod, runtimePod: RuntimePod, { container, instance, message }: ContainerKill): void {
    if (killing.has(instance.id)) return;
    killing.add(instance.id);
    const graceSeconds = boundedGrace(probeGrace(container, instance) ?? current.spec?.terminationGracePeriodSeconds);
    killContainer({ pod: current, container, instance, podIp: podIp(runtimePod), graceSeconds, message }, o)
      .catch((err: unknown) => logger.warn({ ...errorFields(err), container: container.name }, 'Container cannot be stopped, trying again'))
      .finally(() => {
        killing.delete(instance.id);
        wake();
      });
  }

  /** A probe may have a grace period of its own for the container it gives up on. */
  function probeGrace(container: Container, instance: RuntimeContainer): Int64 | undefined {
    const failed = o.probes.failed(instance);
    if (!failed) return undefined;
    return (failed === 'liveness' ? container.livenessProbe : container.startupProbe)?.terminationGracePeriodSeconds;
  }

  async function whileTerminating(): Promise<void> {
    o.probes.stopLiveness(uid);
    const runtimePod = await observer.observe();
    if (pod) observer.publish(pod, runtimePod, { problems, verdict, over: true });
    const quiet = !runtimePod.containers.some(({ state }) => state === 'running') && !runtimePod.sandboxes.some(({ ready }) => ready);
    if (!quiet || termination.underWay) return stop(runtimePod);
    stage = 'terminated';
    wake();
  }

  async function whileTerminated(): Promise<void> {
    const runtimePod = await observer.observe();
    if (pod) observer.publish(pod, runtimePod, { problems, verdict, over: true, final: true });
    o.probes.forget(uid);
    await o.volumes.tearDown(uid);
    o.objects.release(uid);
    o.tokens.forget(uid);
    o.images.forget(uid);
    o.backoff.forget(`${uid}/`);
    if (pod?.metadata?.deletionTimestamp && !apiGone) {
      await o.status.publishAndDelete(pod, o.signal);
      if (o.signal.aborted) return;
      apiGone = true;
    }
    if (!apiGone) return;
    await removeTraces(runtimePod);
    stage = 'gone';
  }

  async function removeTraces(runtimePod: RuntimePod): Promise<void> {
    for (const { id } of runtimePod.sandboxes) {
      await o.runtime.stopSandbox(id);
      await o.runtime.removeSandbox(id);
    }
    await rm(o.paths.logs(known()), { recursive: true, force: true });
    o.messages.forget(runtimePod.containers.map(({ id }) => id));
    o.status.forget(uid);
  }

  o.signal.addEventListener('abort', wake, { once: true });
  const done = run();

  return {
    identity,
    get pod() {
      return pod;
    },
    get active() {
      return stage === 'running' && verdict === undefined;
    },
    get stopping() {
      return stage === 'terminating';
    },
    update(newest) {
      pod = newest;
      if (stage === 'running' && !newest.metadata?.deletionTimestamp) o.objects.hold(newest);
      if (newest.metadata?.deletionTimestamp && stage === 'running') return terminate();
      hurry();
    },
    remove() {
      apiGone = true;
      terminate();
    },
    evict(message) {
      if (!pod || stage !== 'running' || verdict) return;
      verdict = { reason: 'Evicted', message };
      evicted = true;
      o.events.pod(pod, 'Warning', verdict.reason, message);
      terminate();
    },
    wake,
    done,
  };
}
