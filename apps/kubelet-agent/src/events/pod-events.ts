import type { EventRecorder } from '@kubets/client';
import type { Container, ObjectReference, Pod } from '@kubets/proto-gen/core/v1';

export type EventType = 'Normal' | 'Warning';

/** Events of pods and of their containers, which are told apart by a field path. */
export interface PodEvents {
  pod(pod: Pod, type: EventType, reason: string, message: string): void;
  container(pod: Pod, container: Container, type: EventType, reason: string, message: string): void;
}

export function createPodEvents(recorder: EventRecorder): PodEvents {
  return {
    pod: (pod, type, reason, message) => recorder.event(podReference(pod), type, reason, message),
    container: (pod, container, type, reason, message) =>
      recorder.event({ ...podReference(pod), fieldPath: containerFieldPath(pod, container) }, type, reason, message),
  };
}

function podReference({ metadata }: Pod): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata ?? {};
  return { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion };
}

/** `spec.containers{web}`, as kubectl describe looks for it. */
function containerFieldPath(pod: Pod, container: Container): string {
  const list = (['initContainers', 'ephemeralContainers'] as const).find((one) =>
    pod.spec?.[one]?.some(({ name }) => name === container.name),
  );
  return `spec.${list ?? 'containers'}{${container.name}}`;
}
