import { ANNOTATIONS, isMirrorPod } from '@kubets/api';
import { isAlreadyExists, isConflict, isNotFound } from '@kubets/apimachinery';
import type { PodsClient } from '@kubets/client';
import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { errorFields } from '../system/error-fields';
import { HASH_ANNOTATION } from './annotations';

const hashOf = ({ metadata }: Pod): string | undefined => metadata?.annotations?.[HASH_ANNOTATION];

/** What has to happen so that the API shows the static pod as it is. */
export function mirrorAction(pod: Pod | undefined, mirror: Pod | undefined): 'create' | 'delete' | 'nothing' {
  if (!mirror) return pod ? 'create' : 'nothing';
  const isCurrent =
    pod !== undefined &&
    mirror.metadata?.annotations?.[ANNOTATIONS.mirrorPod] === hashOf(pod) &&
    !mirror.metadata?.deletionTimestamp;
  return isCurrent ? 'nothing' : 'delete';
}

/** The pod of the API that shows a static pod. It belongs to its node, with which it goes. */
export function mirrorOf(pod: Pod, node: Node): Pod {
  const { uid: _, ...metadata } = pod.metadata ?? {};
  return {
    ...pod,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, [ANNOTATIONS.mirrorPod]: hashOf(pod) ?? '' },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Node', name: node.metadata?.name, uid: node.metadata?.uid, controller: true },
      ],
    },
  };
}

export interface MirrorPodsOptions {
  client: PodsClient;
  /** The static pods of the node. */
  staticPods(): readonly Pod[];
  /** What the API has on the node. */
  observed(): readonly Pod[];
  /** Undefined until it is registered. */
  node(): Node | undefined;
  clock: Clock;
  logger: Logger;
}

export interface MirrorPods {
  /** Static pods or what the API has have changed. */
  change(): void;
  run(signal: AbortSignal): Promise<void>;
}

const INTERVAL_MS = 60_000;

/** Keeps a pod in the API for each static pod, and none where there is none. Who deletes one finds it there again. */
export function createMirrorPods(o: MirrorPodsOptions): MirrorPods {
  async function reconcile(node: Node): Promise<void> {
    const keyOf = ({ metadata }: Pod) => `${metadata?.namespace}/${metadata?.name}`;
    const mirrors = new Map(
      o
        .observed()
        .filter(isMirrorPod)
        .map((pod) => [keyOf(pod), pod]),
    );
    const pods = new Map(o.staticPods().map((pod) => [keyOf(pod), pod]));
    for (const key of new Set([...mirrors.keys(), ...pods.keys()])) {
      const [pod, mirror] = [pods.get(key), mirrors.get(key)];
      const { namespace, name = '', uid = '' } = (mirror ?? pod)?.metadata ?? {};
      switch (mirrorAction(pod, mirror)) {
        case 'create':
          await o.client.create(mirrorOf(pod!, node)).catch(unless(isAlreadyExists));
          break;
        case 'delete':
          await o.client
            .delete({ namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid } })
            .catch(unless((error) => isNotFound(error) || isConflict(error)));
          break;
        case 'nothing':
      }
    }
  }

  const loop = createWakeLoop({
    async turn() {
      const node = o.node();
      if (node) await reconcile(node);
      return { againAfterMs: node ? INTERVAL_MS : 1000 };
    },
    retry: { initialMs: 500, maxMs: 30_000, wakeable: true },
    onError: (err) => o.logger.warn(errorFields(err), 'Static pods cannot be shown in the API, trying again'),
    clock: o.clock,
  });
  return {
    change: () => loop.wake(),
    run(signal) {
      loop.wake();
      return loop.run(signal);
    },
  };
}

const unless = (isFine: (error: unknown) => boolean) => (error: unknown) => {
  if (!isFine(error)) throw error;
};
