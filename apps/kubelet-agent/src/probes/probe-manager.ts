import { runningContainers } from '@kubets/api';
import type { Clock } from '@kubets/component';
import type { Container, Pod, Probe } from '@kubets/proto-gen/core/v1';
import type { PodEvents } from '../events/pod-events';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { runProbeLoop } from './probe-loop';
import type { ProbeAnswer, Prober } from './prober';

export interface ProbeManager {
  /** Probes exactly the pod's running containers from now on. */
  sync(pod: Pod, runtime: RuntimePod, podIp: string): void;
  /** The pod is going: only readiness is still of interest. */
  stopLiveness(podUid: string): void;
  forget(podUid: string): void;
  started(container: Container, instance: RuntimeContainer): boolean;
  ready(container: Container, instance: RuntimeContainer): boolean;
  failed(instance: RuntimeContainer): 'liveness' | 'startup' | undefined;
  /** What was true before the agent was restarted stays true until a probe says otherwise. */
  assume(instanceId: string, state: { started: boolean; ready: boolean }): void;
}

type Kind = 'startup' | 'liveness' | 'readiness';
const KINDS: readonly Kind[] = ['startup', 'liveness', 'readiness'];

interface Watched {
  podUid: string;
  verdicts: Partial<Record<Kind, boolean>>;
  loops: Partial<Record<Kind, AbortController>>;
}

export interface ProbeManagerOptions {
  probers: readonly Prober[];
  events: PodEvents;
  clock: Clock;
  onChange(podUid: string): void;
}

export function createProbeManager({ probers, events, clock, onChange }: ProbeManagerOptions): ProbeManager {
  /** By instance ID: a new try of a container starts without a past. */
  const watched = new Map<string, Watched>();

  function start(
    kind: Kind,
    pod: Pod,
    container: Container,
    instance: RuntimeContainer,
    podIp: string,
    entry: Watched,
  ): void {
    const probe = probeOf(container, kind);
    const prober = probe && probers.find((candidate) => candidate.handles(probe));
    if (!probe || !prober || entry.loops[kind]) return;
    const stop = new AbortController();
    entry.loops[kind] = stop;
    const name = kind[0]!.toUpperCase() + kind.slice(1);
    void runProbeLoop({
      probe,
      startedAtMs: instance.startedAtMs ?? clock.now().getTime(),
      initially: entry.verdicts[kind] ?? kind === 'liveness',
      endsWith: kind === 'readiness' ? undefined : kind === 'startup',
      ask: (timeoutMs) => put(() => prober.probe(probe, { container, containerId: instance.id, podIp }, timeoutMs)),
      onVerdict: (healthy) => {
        entry.verdicts[kind] = healthy;
        if (kind === 'startup') stop.abort(); // Either it passed, or the container is about to be replaced.
        if (kind === 'startup' && healthy) startRest(pod, container, instance, podIp, entry);
        onChange(entry.podUid);
      },
      onUnhealthy: ({ result, output }) =>
        events.container(
          pod,
          container,
          'Warning',
          'Unhealthy',
          `${name} probe ${result === 'failure' ? 'failed' : 'errored'}: ${output}`,
        ),
      clock,
      signal: stop.signal,
    });
  }

  function startRest(pod: Pod, container: Container, instance: RuntimeContainer, podIp: string, entry: Watched): void {
    start('liveness', pod, container, instance, podIp, entry);
    start('readiness', pod, container, instance, podIp, entry);
  }

  function stopAll(entry: Watched): void {
    for (const kind of KINDS) entry.loops[kind]?.abort();
  }

  const manager: ProbeManager = {
    sync(pod, runtime, podIp) {
      const podUid = pod.metadata?.uid ?? '';
      const current = new Set<string>();
      for (const container of runningContainers(pod)) {
        const instance = runtime.containers.find(({ name }) => name === container.name);
        if (instance?.state !== 'running' || !KINDS.some((kind) => probeOf(container, kind))) continue;
        current.add(instance.id);
        let entry = watched.get(instance.id);
        if (!entry) watched.set(instance.id, (entry = { podUid, verdicts: {}, loops: {} }));
        entry.podUid = podUid;
        if (container.startupProbe && entry.verdicts.startup === undefined)
          start('startup', pod, container, instance, podIp, entry);
        else if (manager.started(container, instance)) startRest(pod, container, instance, podIp, entry);
      }
      for (const [id, entry] of watched) {
        if (entry.podUid !== podUid || current.has(id)) continue;
        stopAll(entry);
        watched.delete(id);
      }
    },
    stopLiveness(podUid) {
      for (const entry of watched.values()) {
        if (entry.podUid !== podUid) continue;
        entry.loops.liveness?.abort();
        entry.loops.startup?.abort();
      }
    },
    forget(podUid) {
      for (const [id, entry] of watched) {
        if (entry.podUid !== podUid) continue;
        stopAll(entry);
        watched.delete(id);
      }
    },
    started: (container, instance) => !container.startupProbe || watched.get(instance.id)?.verdicts.startup === true,
    ready: (container, instance) => !container.readinessProbe || watched.get(instance.id)?.verdicts.readiness === true,
    failed(instance) {
      const verdicts = watched.get(instance.id)?.verdicts;
      if (verdicts?.startup === false) return 'startup';
      return verdicts?.liveness === false ? 'liveness' : undefined;
    },
    assume(instanceId, { started, ready }) {
      if (watched.has(instanceId)) return;
      watched.set(instanceId, {
        podUid: '',
        verdicts: { ...(started ? { startup: true } : {}), ...(ready ? { readiness: true } : {}) },
        loops: {},
      });
    },
  };
  return manager;
}

/** What can't even be asked, such as a port that is none, is not known; other containers' probes go on. */
async function put(ask: () => Promise<ProbeAnswer>): Promise<ProbeAnswer> {
  try {
    return await ask();
  } catch (error) {
    return { result: 'unknown', output: (error as Error).message };
  }
}

function probeOf(container: Container, kind: Kind): Probe | undefined {
  if (kind === 'startup') return container.startupProbe;
  return kind === 'liveness' ? container.livenessProbe : container.readinessProbe;
}
