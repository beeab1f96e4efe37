import { canonicalJson } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { containerHash } from '../../pods/container-hash';

// The labels and annotations by which pods are found again after the agent was restarted. They are Kubernetes' own,
// so that crictl and other tools understand them too.
export const podNameLabel = 'io.kubernetes.pod.name';
export const podNamespaceLabel = 'io.kubernetes.pod.namespace';
export const podUidLabel = 'io.kubernetes.pod.uid';
export const containerNameLabel = 'io.kubernetes.container.name';
const hashAnnotation = 'io.kubernetes.container.hash';
const restartCountAnnotation = 'io.kubernetes.container.restartCount';
const messageFileAnnotation = 'io.kubets.container.terminationMessageFile';
const messagePolicyAnnotation = 'io.kubernetes.container.terminationMessagePolicy';
const messagePathAnnotation = 'io.kubernetes.container.terminationMessagePath';

export type StringMap = Record<string, string>;

export function podLabels(pod: Pod): StringMap {
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  return { [podNameLabel]: name, [podNamespaceLabel]: namespace, [podUidLabel]: uid };
}

export function containerLabels(pod: Pod, container: Container): StringMap {
  return { ...podLabels(pod), [containerNameLabel]: container.name ?? '' };
}

export function containerAnnotations(container: Container, restartCount: number, terminationMessageFile: string): StringMap {
  return {
    [hashAnnotation]: containerHash(container),
    [restartCountAnnotation]: String(restartCount),
    [messageFileAnnotation]: terminationMessageFile,
    [messagePathAnnotation]: container.terminationMessagePath ?? '/dev/termination-log',
    [messagePolicyAnnotation]: container.terminationMessagePolicy ?? 'File',
    ...(container.ports?.length ? { 'io.kubernetes.container.ports': canonicalJson(container.ports) } : {}),
  };
}

/** What containerAnnotations wrote. */
export function parseContainerAnnotations(annotations: StringMap) {
  return {
    hash: annotations[hashAnnotation] ?? '',
    restartCount: Number(annotations[restartCountAnnotation] ?? 0),
    terminationMessageFile: annotations[messageFileAnnotation] || undefined,
    terminationMessagePolicy: annotations[messagePolicyAnnotation],
  };
}
