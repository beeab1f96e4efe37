import { controllerOf, isAlreadyExists, nameOf, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { PersistentVolumeClaim, Pod, Volume } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';

const claimNameOf = (pod: Pod, volume: Volume): string => `${nameOf(pod)}-${volume.name}`;

/** The claim for a volume that lives as long as its pod. */
function claimFor(pod: Pod, volume: Volume): PersistentVolumeClaim {
  const { metadata, spec } = volume.ephemeral?.volumeClaimTemplate ?? {};
  const { labels, annotations } = metadata ?? {};
  const owner = { apiVersion: 'v1', kind: 'Pod', name: nameOf(pod), uid: uidOf(pod) };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      namespace: namespaceOf(pod),
      name: claimNameOf(pod, volume),
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
      ...(labels && { labels }),
      ...(annotations && { annotations }),
    },
    spec,
  };
}

const hasEphemeral = ({ metadata, spec }: Pod): boolean =>
  metadata?.deletionTimestamp === undefined && (spec?.volumes ?? []).some(({ ephemeral }) => ephemeral);

/** Makes the claims of volumes that live as long as their pods. The claims go with the pods, that own them. */
export const ephemeralVolumeController: ControllerEntry = {
  name: 'ephemeral-volume-controller',
  create(context) {
    const { client, informers, loop } = context;
    const { pods, persistentVolumeClaims: claims } = informers;
    const recorder = context.recorder('ephemeral_volume');

    async function provide(pod: Pod, volume: Volume): Promise<void> {
      const wanted = claimFor(pod, volume);
      const present = claims.lister.get(objectKey(wanted));
      if (present && controllerOf(present)?.uid === uidOf(pod)) return;
      if (present)
        throw new Error(`PVC ${objectKey(wanted)} was not created for pod ${objectKey(pod)} (pod is not owner)`);
      try {
        await client.persistentVolumeClaims.create(wanted);
      } catch (error) {
        // Whose it is, the cache will tell.
        if (!isAlreadyExists(error)) throw new Error(`create PVC ${nameOf(wanted)}: ${(error as Error).message}`);
      }
    }

    async function reconcile(key: string): Promise<void> {
      const pod = pods.lister.get(key);
      if (!pod || !hasEphemeral(pod)) return;
      for (const volume of pod.spec?.volumes?.filter(({ ephemeral }) => ephemeral) ?? [])
        try {
          await provide(pod, volume);
        } catch (error) {
          const message = `ephemeral volume ${volume.name}: ${(error as Error).message}`;
          recorder.event({ ...pod, apiVersion: 'v1', kind: 'Pod' }, 'Warning', 'FailedBinding', message);
          throw error;
        }
    }

    return [
      createController({
        name: 'ephemeral',
        informers: [pods, claims],
        setup(enqueue) {
          const seen = (pod: Pod): void => {
            if (hasEphemeral(pod)) enqueue(objectKey(pod));
          };
          pods.addEventHandler({ onAdd: seen, onUpdate: (_previous, pod) => seen(pod) });
          claims.addEventHandler({
            onDelete(claim) {
              const owner = controllerOf(claim);
              if (owner?.kind === 'Pod') enqueue(`${namespaceOf(claim)}/${owner.name}`);
            },
          });
        },
        reconcile,
        ...loop,
      }),
    ];
  },
};
