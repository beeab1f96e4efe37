import type { Clock } from '@kubets/component';
import type { Container, Pod, PodCondition, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import type { Int64 } from '@kubets/proto-gen/int64';
import type { PodEvents } from '../events/pod-events';
import type { RuntimePod } from '../runtimes/runtime';
import type { AllocationBook } from './allocation-book';
import { allocationOf, resizableContainers, sameAllocation, sameResources, withAllocation } from './pod-allocation';
import { compareWaiting } from './resize-order';
import { resizeSummary } from './resize-summary';

export interface PodResizesOptions {
  book: AllocationBook;
  /** Why the node cannot give the pod what it asks for; `hopeless`: whatever others give back. */
  lacking(pod: Pod): { message: string; hopeless: boolean } | undefined;
  events: PodEvents;
  /** Something is to be done for the pod, or to be told of it. */
  wake(podUid: string): void;
  clock: Clock;
}

/**
 * What pods of the node are allocated, and how far they have been given it. A pod may ask for more or less while it runs
 * (`pods/resize`): the node allocates it when there is room, and its containers get it after that.
 * https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
 */
export interface PodResizes {
  /** The node has taken the pod: with what it asks for, unless something else was allocated before the agent was started. */
  admit(pod: Pod): void;
  /** The pod with what is allocated to it in place of what it asks for. */
  allocated(pod: Pod): Pod;
  /** Allocates what the pod asks for, if that changed and there is room, or puts it off. */
  consider(pod: Pod): void;
  /** Looks again at what was put off: something of the node has become free. */
  retry(): void;
  /** What a container was given last; what is allocated to it if it was given nothing yet. */
  given(pod: Pod, container: Container): ResourceRequirements;
  /** A container is about to be started with its resources, or has been given them. */
  give(pod: Pod, container: Container): void;
  /** The same for the pod as a whole. */
  givenToPod(pod: Pod): ResourceRequirements | undefined;
  giveToPod(pod: Pod): void;
  /** The containers were not given what is allocated: the pod's conditions tell why. */
  failed(pod: Pod, message: string): void;
  /** Tells that a resize is done, once everything that runs has what is allocated to it. */
  settle(pod: Pod, runtime: RuntimePod): void;
  /** What the pod's status says of it. */
  conditions(podUid: string): PodCondition[];
  forget(podUid: string): void;
}

interface Told {
  reason?: string;
  message?: string;
  generation?: Int64;
}

interface Progress {
  pending?: Told;
  inProgress?: Told;
  /** Since when it waits, and what for. */
  waiting?: { pod: Pod; sinceMs: number };
}

export function createPodResizes(o: PodResizesOptions): PodResizes {
  const pods = new Map<string, Progress>();

  /** What was told before the agent was started is not told again. */
  function progressOf({ metadata, status }: Pod): Progress {
    const uid = metadata?.uid ?? '';
    let progress = pods.get(uid);
    if (progress) return progress;
    const told = (type: string): Told | undefined => {
      const found = status?.conditions?.find((one) => one.type === type && one.status === 'True');
      return found && { reason: found.reason, message: found.message, generation: found.observedGeneration };
    };
    progress = { pending: told('PodResizePending'), inProgress: told('PodResizeInProgress') };
    pods.set(uid, progress);
    return progress;
  }

  /** Whether anything changed. */
  function evaluate(pod: Pod): boolean {
    const uid = pod.metadata?.uid ?? '';
    const progress = progressOf(pod);
    const generation = pod.metadata?.generation;
    const lacking = o.lacking(pod);
    if (!lacking) {
      o.book.allocate(uid, allocationOf(pod));
      pods.set(uid, { inProgress: { generation } });
      o.events.pod(pod, 'Normal', 'ResizeStarted', resizeSummary(pod, 'Pod resize started'));
      return true;
    }
    const { message, hopeless } = lacking;
    const reason = hopeless ? 'Infeasible' : 'Deferred';
    const before = progress.pending;
    const isNews = before?.reason !== reason || before.generation !== generation;
    progress.pending = { reason, message, generation };
    if (hopeless) delete progress.waiting;
    else progress.waiting = { pod, sinceMs: progress.waiting?.sinceMs ?? o.clock.monotonicMs() };
    if (isNews) o.events.pod(pod, 'Warning', `Resize${reason}`, resizeSummary(pod, `Pod resize ${reason}`, message));
    return isNews || before?.message !== message;
  }

  function evaluateWaiting(exceptUid = ''): void {
    const waiting = [...pods].flatMap(([uid, { waiting: one }]) => {
      const allocated = o.book.allocated(uid);
      return one && allocated ? [{ wanted: one.pod, allocated: withAllocation(one.pod, allocated), ...one }] : [];
    });
    for (const { wanted } of waiting.sort(compareWaiting)) {
      const uid = wanted.metadata?.uid ?? '';
      if (evaluate(wanted) && uid !== exceptUid) o.wake(uid);
    }
  }

  const resizes: PodResizes = {
    admit(pod) {
      const uid = pod.metadata?.uid ?? '';
      if (!o.book.allocated(uid)) o.book.allocate(uid, allocationOf(pod));
      const allocated = resizes.allocated(pod);
      const { containers: given = {}, pod: givenToPod } = o.book.given(uid) ?? {};
      if (!givenToPod) resizes.giveToPod(allocated);
      for (const container of resizableContainers(allocated))
        if (!given[container.name ?? '']) resizes.give(allocated, container);
    },
    allocated(pod) {
      const allocated = o.book.allocated(pod.metadata?.uid ?? '');
      return allocated ? withAllocation(pod, allocated) : pod;
    },
    consider(pod) {
      const uid = pod.metadata?.uid ?? '';
      const allocated = o.book.allocated(uid);
      if (!allocated) return;
      const progress = progressOf(pod);
      if (sameAllocation(allocationOf(pod), allocated)) {
        delete progress.pending;
        delete progress.waiting;
        return;
      }
      const { pending } = progress;
      if (pending?.reason === 'Infeasible' && pending.generation === pod.metadata?.generation) return;
      progress.waiting = { pod, sinceMs: progress.waiting?.sinceMs ?? o.clock.monotonicMs() };
      evaluateWaiting(uid);
    },
    retry: () => evaluateWaiting(),
    given: ({ metadata }, { name = '', resources = {} }) =>
      o.book.given(metadata?.uid ?? '')?.containers[name] ?? resources,
    give: ({ metadata }, { name = '', resources = {} }) => o.book.give(metadata?.uid ?? '', name, resources),
    givenToPod: (pod) => o.book.given(pod.metadata?.uid ?? '')?.pod,
    giveToPod: ({ metadata, spec }) => o.book.giveToPod(metadata?.uid ?? '', spec?.resources),
    failed(pod, message) {
      const progress = progressOf(pod);
      const isNews = progress.inProgress?.message !== message;
      progress.inProgress = {
        reason: 'Error',
        message,
        generation: progress.inProgress?.generation ?? pod.metadata?.generation,
      };
      if (isNews) o.events.pod(pod, 'Warning', 'ResizeError', resizeSummary(pod, 'Pod resize error', message));
    },
    settle(pod, runtime) {
      const progress = progressOf(pod);
      if (!progress.inProgress) return;
      const allocated = resizes.allocated(pod);
      const isOpen = resizableContainers(allocated).some((container) => {
        const newest = runtime.containers.find(({ name }) => name === container.name);
        return newest?.state === 'running' && !sameResources(resizes.given(allocated, container), container.resources);
      });
      if (isOpen || !sameResources(resizes.givenToPod(allocated), allocated.spec?.resources)) return;
      delete progress.inProgress;
      o.events.pod(pod, 'Normal', 'ResizeCompleted', resizeSummary(allocated, 'Pod resize completed'));
    },
    conditions(podUid) {
      const { pending, inProgress } = pods.get(podUid) ?? {};
      return [
        ...(pending ? [conditionOf('PodResizePending', pending)] : []),
        ...(inProgress ? [conditionOf('PodResizeInProgress', inProgress)] : []),
      ];
    },
    forget(podUid) {
      pods.delete(podUid);
      o.book.forget(podUid);
      evaluateWaiting();
    },
  };
  return resizes;
}

const conditionOf = (type: string, { reason, message, generation }: Told): PodCondition => ({
  type,
  status: 'True',
  ...(reason ? { reason } : {}),
  ...(message ? { message } : {}),
  ...(generation === undefined ? {} : { observedGeneration: generation }),
});
