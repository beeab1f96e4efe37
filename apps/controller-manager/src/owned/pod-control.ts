import {
  isAlreadyExists,
  isNotFound,
  nameOf,
  namespaceOf,
  statusErrorFrom,
  type KubeObject,
} from '@kubets/apimachinery';
import type { EventRecorder, ResourceClient } from '@kubets/client';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isNamespaceTerminating } from '../namespace-terminating';
import type { OwnerType } from './owner-kind';

type Verb = 'create' | 'delete';

const capital = (verb: Verb): string => `${verb[0]!.toUpperCase()}${verb.slice(1)}`;

/** What the events SuccessfulCreate, FailedCreate, SuccessfulDelete and FailedDelete of an owner say. */
export interface PodEventTexts {
  succeeded(verb: Verb, pod: string, owner: string): string;
  failed(verb: Verb, pod: string, owner: string, error: string): string;
}

/** As ReplicaSets, DaemonSets and Jobs put it. */
const plainTexts: PodEventTexts = {
  succeeded: (verb, pod) => `${verb === 'create' ? 'Created' : 'Deleted'} pod: ${pod}`,
  failed: (verb, _pod, _owner, error) => `Error ${verb === 'create' ? 'creating' : 'deleting'}: ${error}`,
};

/** As a kind puts it whose pods are known by name, such as StatefulSet. */
export const namingTexts = (kind: string): PodEventTexts => ({
  succeeded: (verb, pod, owner) => `${capital(verb)} Pod ${pod} in ${kind} ${owner} successful`,
  failed: (verb, pod, owner, error) => `${capital(verb)} Pod ${pod} in ${kind} ${owner} failed error: ${error}`,
});

/** Creates and deletes pods, and says so in an event on the owner. */
export interface PodControl {
  create(pod: Pod, owner: KubeObject): Promise<void>;
  /** A pod that is gone already rejects with NotFound. */
  delete(pod: Pod, owner: KubeObject): Promise<void>;
}

// A pod of a name that is there already was made in an earlier round, or is still to go: the next round sees it.
const isQuietCreation = (error: unknown): boolean => isNamespaceTerminating(error) || isAlreadyExists(error);

export function createPodControl(o: {
  pods: ResourceClient<Pod>;
  recorder: EventRecorder;
  ownerType: OwnerType;
  texts?: PodEventTexts;
}): PodControl {
  const { pods, recorder, ownerType, texts = plainTexts } = o;

  /** `isQuiet`: a failure that needs no event. */
  async function tell(
    owner: KubeObject,
    verb: Verb,
    pod: Pod,
    act: () => Promise<Pod>,
    isQuiet: (error: unknown) => boolean,
  ): Promise<void> {
    const done = verb === 'create' ? 'Create' : 'Delete';
    const subject = { ...owner, ...ownerType };
    try {
      recorder.event(subject, 'Normal', `Successful${done}`, texts.succeeded(verb, nameOf(await act()), nameOf(owner)));
    } catch (error) {
      if (!isQuiet(error))
        recorder.event(
          subject,
          'Warning',
          `Failed${done}`,
          texts.failed(verb, nameOf(pod), nameOf(owner), statusErrorFrom(error).message),
        );
      throw error;
    }
  }

  return {
    async create(pod, owner) {
      if (Object.keys(pod.metadata?.labels ?? {}).length === 0) throw new Error('unable to create pods, no labels');
      await tell(owner, 'create', pod, () => pods.create(pod), isQuietCreation);
    },
    async delete(pod, owner) {
      const ref = { namespace: namespaceOf(pod), name: nameOf(pod) };
      await tell(
        owner,
        'delete',
        pod,
        async () => (await pods.delete(ref, { preconditions: { uid: pod.metadata?.uid } }), pod),
        isNotFound,
      );
    },
  };
}
