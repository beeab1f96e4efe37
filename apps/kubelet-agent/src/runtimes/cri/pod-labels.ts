import { canonicalJson } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { containerHash } from '../../pods/container-hash';

// The labels and annotations by which pods are found again after the agent was restarted. They are Kubernetes' own,
// so that crictl and other tools understand them too.
export const POD_NAME_LABEL = 'io.kubernetes.pod.name';
export const POD_NAMESPACE_LABEL = 'io.kubernetes.pod.namespace';
export const POD_UID_LABEL = 'io.kubernetes.pod.uid';
export const CONTAINER_NAME_LABEL = 'io.kubernetes.container.name';
const HASH_ANNOTATION = 'io.kubernetes.container.hash';
const RESTART_COUNT_ANNOTATION = 'io.kubernetes.container.restartCount';
const MESSAGE_FILE_ANNOTATION = 'io.kubets.container.terminationMessageFile';
const MESSAGE_POLICY_ANNOTATION = 'io.kubernetes.container.terminationMessagePolicy';
const MESSAGE_PATH_ANNOTATION = 'io.kubernetes.container.terminationMessagePath';

export type StringMap = Record<string, string>;

export function podLabels(pod: Pod): StringMap {
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  return { [POD_NAME_LABEL]: name, [POD_NAMESPACE_LABEL]: namespace, [POD_UID_LABEL]: uid };
}

export function containerLabels(pod: Pod, container: Container): StringMap {
  return { ...podLabels(pod), [CONTAINER_NAME_LABEL]: container.name ?? '' };
}

export function containerAnnotations(
  container: Container,
  restartCount: number,
  terminationMessageFile: string,
): StringMap {
  return {
    [HASH_ANNOTATION]: containerHash(container),
    [RESTART_COUNT_ANNOTATION]: String(restartCount),
    [MESSAGE_FILE_ANNOTATION]: terminationMessageFile,
    [MESSAGE_PATH_ANNOTATION]: container.terminationMessagePath ?? '/dev/termination-log',
    [MESSAGE_POLICY_ANNOTATION]: container.terminationMessagePolicy ?? 'File',
    ...(container.ports?.length ? { 'io.kubernetes.container.ports': canonicalJson(container.ports) } : {}),
  };
}

/** What containerAnnotations wrote. */
export function parseContainerAnnotations(annotations: StringMap) {
  return {
    hash: annotations[HASH_ANNOTATION] ?? '',
    restartCount: Number(annotations[RESTART_COUNT_ANNOTATION] ?? 0),
    terminationMessageFile: annotations[MESSAGE_FILE_ANNOTATION] || undefined,
    terminationMessagePolicy: annotations[MESSAGE_POLICY_ANNOTATION],
  };
}
