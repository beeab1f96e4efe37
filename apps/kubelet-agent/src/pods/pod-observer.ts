import { isTerminalPhase } from '@kubets/api';
import type { Clock } from '@kubets/component';
import type { Container, Pod, PodStatus } from '@kubets/proto-gen/core/v1';
import type { DeviceClaims } from '../dra/device-claims';
import type { TerminationMessages } from '../lifecycle/termination-message';
import type { ProbeManager } from '../probes/probe-manager';
import {
  handlerOf,
  type ContainerRuntime,
  type RuntimeContainer,
  type RuntimeFeatures,
  type RuntimePod,
} from '../runtimes/runtime';
import type { PodResizes } from '../resize/pod-resizes';
import { podStatus } from '../status/pod-status';
import type { Verdict } from '../status/verdict';
import type { StatusManager } from '../status/status-manager';

export interface PodIdentity {
  uid: string;
  name: string;
  namespace: string;
}

export interface PodObserverOptions {
  runtime: ContainerRuntime;
  messages: TerminationMessages;
  probes: ProbeManager;
  resizes: PodResizes;
  devices: Pick<DeviceClaims, 'holds' | 'health'>;
  features(): RuntimeFeatures | undefined;
  status: StatusManager;
  hostIps(): readonly string[];
  clock: Clock;
}

export interface PublishInput {
  problems: ReadonlyMap<string, { reason: string; message: string }>;
  verdict?: Verdict;
  over?: boolean;
  final?: boolean;
}

/** Looks at one pod in the runtime, and tells the API what it sees. */
export interface PodObserver {
  observe(): Promise<RuntimePod>;
  /** After a restart of the agent containers run on; they count as ready as they were until a probe answers. */
  assumePast(pod: Pod, runtime: RuntimePod): void;
  /** Returns the status it published. */
  publish(pod: Pod, runtime: RuntimePod, input: PublishInput): PodStatus;
}

/** Of a pod whose end is near: others take it for over only when it is. */
function withoutEnd(status: PodStatus, previous: PodStatus): PodStatus {
  if (!isTerminalPhase(status.phase) || isTerminalPhase(previous.phase)) return status;
  const { phase = 'Pending', reason, message } = previous;
  return { ...status, phase, reason, message };
}

export function createPodObserver(identity: PodIdentity, o: PodObserverOptions): PodObserver {
  /** Whoever hears of its end starts another one, and gives its devices to that. */
  const mayHaveEnded = ({ containers }: RuntimePod): boolean =>
    !containers.some(({ state }) => state === 'running') && !o.devices.holds(identity.uid);
  return {
    async observe() {
      return o.messages.fill(await o.runtime.pod(identity));
    },
    assumePast(pod, runtime) {
      for (const known of [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]) {
        const instance = runtime.containers.find(
          ({ id, state }) => state === 'running' && known.containerID === `${o.runtime.name}://${id}`,
        );
        if (instance) o.probes.assume(instance.id, { started: known.started === true, ready: known.ready === true });
      }
    },
    publish(pod, runtime, { problems, verdict, over = false, final = false }) {
      const previous = o.status.get(identity.uid) ?? pod.status ?? {};
      const allocated = o.resizes.allocated(pod);
      const status = podStatus({
        pod: allocated,
        previous,
        runtime,
        runtimeName: o.runtime.name,
        problems,
        started: (container: Container, instance: RuntimeContainer) => o.probes.started(container, instance),
        ready: (container: Container, instance: RuntimeContainer) => o.probes.ready(container, instance),
        given: (container) => o.resizes.given(allocated, container),
        canRecursiveReadOnly:
          handlerOf(o.features(), runtime.sandboxes[0]?.runtimeHandler)?.recursiveReadOnlyMounts === true,
        deviceHealth: (container) => o.devices.health(pod, container),
        resizes: over ? [] : o.resizes.conditions(identity.uid),
        hostIps: o.hostIps(),
        verdict,
        over,
        final,
        now: o.clock.now(),
      });
      o.status.set(pod, mayHaveEnded(runtime) ? status : withoutEnd(status, previous));
      return status;
    },
  };
}
