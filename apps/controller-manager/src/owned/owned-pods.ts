import { ignoreNotFound, objectKey, type KubeObject } from '@kubets/apimachinery';
import { createExpectations, type Expectations } from '@kubets/controller';
import type { Pod, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import type { ControllerContext } from '../controllers/controller-context';
import { isNamespaceTerminating } from '../namespace-terminating';
import { createOwnedObjects, type OwnedObjects } from './owned-objects';
import type { OwnerKind } from './owner-kind';
import { createPodControl, type PodEventTexts } from './pod-control';
import { podFromTemplate, type PodIdentity } from './pod-identity';
import { slowStart } from './slow-start';

export interface OwnedPodsOptions<O extends KubeObject> {
  kind: OwnerKind<O>;
  /** source.component of the events. */
  component: string;
  /** What events say of pods; as ReplicaSets do unless told otherwise. */
  texts?: PodEventTexts;
  /** Of pods whose end the owner counts: on what is adopted; what is made has it from its template. */
  finalizer?: string;
}

/**
 * The pods of a kind's objects, and how they come and go. What is created and deleted here is expected to be seen: until
 * it is, the cache shows less than there is, and `inStep` is false.
 */
export interface OwnedPods<O extends KubeObject> extends OwnedObjects<O, Pod> {
  /** By the owner's key. */
  inStep(key: string): boolean;
  /** Creates a pod of the template for each identity, slowly at first. Throws the first failure. */
  create(owner: O, template: PodTemplateSpec, identities: readonly PodIdentity[]): Promise<void>;
  /** Deletes all at once. Throws the first failure, when all the others have been tried. */
  delete(owner: O, pods: readonly Pod[]): Promise<void>;
  /** Nothing is expected of this key any more. */
  forget: Expectations['delete'];
}

export function createOwnedPods<O extends KubeObject>(
  { kind, component, texts, finalizer }: OwnedPodsOptions<O>,
  context: ControllerContext,
): OwnedPods<O> {
  const { client, informers, clock } = context;
  const expectations = createExpectations({ clock });
  const control = createPodControl({
    pods: client.pods,
    recorder: context.recorder(component),
    ownerType: kind.type,
    texts,
  });

  return {
    ...createOwnedObjects({ kind, client: client.pods, informer: informers.pods, expectations, finalizer }),
    inStep: expectations.satisfied,
    forget: expectations.delete,
    async create(owner, template, identities) {
      const key = objectKey(owner);
      expectations.expectCreations(key, identities.length);
      const { succeeded, error } = await slowStart(identities, async (identity) => {
        try {
          await control.create(podFromTemplate(template, owner, { ownerType: kind.type, identity }), owner);
        } catch (failure) {
          // Every further attempt would fail too, and the owner is about to go: as good as done.
          if (!isNamespaceTerminating(failure)) throw failure;
          expectations.creationObserved(key);
        }
      });
      for (let skipped = succeeded; skipped < identities.length; skipped++) expectations.creationObserved(key);
      if (error !== undefined) throw error;
    },
    async delete(owner, pods) {
      const key = objectKey(owner);
      expectations.expectDeletions(key, pods.map(objectKey));
      const results = await Promise.allSettled(
        pods.map((pod) =>
          control.delete(pod, owner).catch((error: unknown) => {
            expectations.deletionObserved(key, objectKey(pod));
            ignoreNotFound(error);
          }),
        ),
      );
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}
