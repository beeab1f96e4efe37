import { isNotFound, nameOf, namespaceOf, ownerReferenceOf, statusErrorFrom, type KubeObject } from '@kubets/apimachinery';
import type { EventRecorder, ResourceClient } from '@kubets/client';
import type { Pod, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { isNamespaceTerminating } from '../namespace-terminating';

/** The pod that a template makes for its controller. */
export function podFromTemplate(template: PodTemplateSpec, owner: KubeObject, ownerType: { apiVersion: string; kind: string }): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: namespaceOf(owner),
      generateName: `${nameOf(owner)}-`,
      ...(labels ? { labels: { ...labels } } : {}),
      ...(annotations ? { annotations: { ...annotations } } : {}),
      ...(finalizers ? { finalizers: [...finalizers] } : {}),
      ownerReferences: [ownerReferenceOf(owner, ownerType)],
    },
    spec: template.spec,
  };
}

export interface PodControl {
  /** Creates a pod and says so in an event on the owner. */
  create(template: PodTemplateSpec, owner: KubeObject): Promise<void>;
  /** Deletes a pod and says so in an event on the owner. A pod that is gone already rejects with NotFound. */
  delete(pod: Pod, owner: KubeObject): Promise<void>;
}

export function createPodControl(o: {
  pods: ResourceClient<Pod>;
  recorder: EventRecorder;
  ownerType: { apiVersion: string; kind: string };
}): PodControl {
  const { pods, recorder, ownerType } = o;
  const event = (owner: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    recorder.event({ ...owner, ...ownerType }, type, reason, message);

  return {
    async create(template, owner) {
      if (Object.keys(template.metadata?.labels ?? {}).length === 0) throw new Error('unable to create pods, no labels');
      try {
        const pod = await pods.create(podFromTemplate(template, owner, ownerType));
        event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${nameOf(pod)}`);
      } catch (error) {
        if (!isNamespaceTerminating(error)) event(owner, 'Warning', 'FailedCreate', `Error creating: ${statusErrorFrom(error).message}`);
        throw error;
      }
    },
    async delete(pod, owner) {
      try {
        await pods.delete({ namespace: namespaceOf(pod), name: nameOf(pod) }, { preconditions: { uid: pod.metadata?.uid } });
        event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${nameOf(pod)}`);
      } catch (error) {
        if (!isNotFound(error)) event(owner, 'Warning', 'FailedDelete', `Error deleting: ${statusErrorFrom(error).message}`);
        throw error;
      }
    },
  };
}
