import { FINALIZERS, isPodTerminal, podClaimNames } from '@kubets/api';
import { ignoreNotFound, nameOf, namespaceOf, objectKey, uidOf, type KubeObject } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import { createController } from '@kubets/controller';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';
import { withUnused } from './unused-condition';

const OF_CLAIMS = FINALIZERS.persistentVolumeClaim;
const OF_VOLUMES = FINALIZERS.persistentVolume;
const OF_CLASSES = FINALIZERS.volumeAttributesClass;

const isGoing = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata?.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer);

const isBound = ({ metadata, status }: PersistentVolumeClaim): boolean =>
  status?.phase === 'Bound' && metadata?.deletionTimestamp === undefined;

async function release<T extends KubeObject>(client: ResourceClient<T>, object: T, finalizer: string): Promise<void> {
  const body = { metadata: { uid: uidOf(object), '$deleteFromPrimitiveList/finalizers': [finalizer] } };
  const namespace = namespaceOf(object);
  await client
    .patch({ ...(namespace && { namespace }), name: nameOf(object) }, { type: 'strategic', body })
    .catch(ignoreNotFound);
}

/** Lets claims go that no pod uses any more, and says of those that are bound whether one does. */
export const claimProtectionController: ControllerEntry = {
  name: 'persistentvolumeclaim-protection-controller',
  create({ client, informers, clock, loop }) {
    const { pods, persistentVolumeClaims: claims } = informers;
    return [
      createController({
        name: 'pvcprotection',
        informers: [pods, claims],
        setup(enqueue) {
          const consider = (claim: PersistentVolumeClaim): void => {
            if (isGoing(claim, OF_CLAIMS) || isBound(claim)) enqueue(objectKey(claim));
          };
          const ofPod = (pod: Pod): void => {
            for (const name of podClaimNames(pod)) {
              const claim = claims.lister.get(`${namespaceOf(pod)}/${name}`);
              if (claim) consider(claim);
            }
          };
          claims.addEventHandler({ onAdd: consider, onUpdate: (_previous, claim) => consider(claim) });
          pods.addEventHandler({
            onAdd: ofPod,
            onUpdate(_previous, pod) {
              if (isPodTerminal(pod)) ofPod(pod);
            },
            onDelete: ofPod,
          });
        },
        async reconcile(key) {
          const claim = claims.lister.get(key);
          if (!claim) return;
          const isUsed = pods.lister.byIndex('claim', key).some((pod) => !isPodTerminal(pod));
          if (isBound(claim)) {
            const conditions = withUnused(claim.status?.conditions, isUsed, clock.now());
            const status = { ...claim.status, conditions };
            if (conditions) await client.persistentVolumeClaims.updateStatus({ ...claim, status });
          }
          if (isUsed || !isGoing(claim, OF_CLAIMS)) return;
          // The cache may not show a pod that has just been made.
          const { items } = await client.pods.list({ namespace: namespaceOf(claim) });
          const uses = (pod: Pod): boolean => !isPodTerminal(pod) && podClaimNames(pod).includes(nameOf(claim));
          if (!items.some(uses)) await release(client.persistentVolumeClaims, claim, OF_CLAIMS);
        },
        ...loop,
      }),
    ];
  },
};

/** Lets volumes go that no claim is bound to. */
export const volumeProtectionController: ControllerEntry = {
  name: 'persistentvolume-protection-controller',
  create({ client, informers, loop }) {
    const { persistentVolumes: volumes } = informers;
    const mayGo = (volume: PersistentVolume): boolean =>
      isGoing(volume, OF_VOLUMES) && volume.status?.phase !== 'Bound';
    return [
      createController({
        name: 'pvprotection',
        informers: [volumes],
        setup(enqueue) {
          const consider = (volume: PersistentVolume): void => {
            if (mayGo(volume)) enqueue(objectKey(volume));
          };
          volumes.addEventHandler({ onAdd: consider, onUpdate: (_previous, volume) => consider(volume) });
        },
        async reconcile(key) {
          const volume = volumes.lister.get(key);
          if (volume && mayGo(volume)) await release(client.persistentVolumes, volume, OF_VOLUMES);
        },
        ...loop,
      }),
    ];
  },
};

const namesOfClass = ({ spec, status }: PersistentVolumeClaim): string[] =>
  [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ].flatMap((name) => name ?? []);

/** Lets classes of attributes go that no volume has and no claim asks for. */
export const attributesClassProtectionController: ControllerEntry = {
  name: 'volumeattributesclass-protection-controller',
  create({ client, informers, loop }) {
    const { volumeAttributesClasses: classes, persistentVolumes: volumes, persistentVolumeClaims: claims } = informers;
    const isUsed = (name: string): boolean =>
      volumes.lister.list().some(({ spec }) => spec?.volumeAttributesClassName === name) ||
      claims.lister.list().some((claim) => namesOfClass(claim).includes(name));
    return [
      createController({
        name: 'vacprotection',
        informers: [classes, volumes, claims],
        setup(enqueue) {
          const consider = (name: string | undefined): void => {
            const found = name === undefined ? undefined : classes.lister.get(name);
            if (found && isGoing(found, OF_CLASSES)) enqueue(objectKey(found));
          };
          const ofVolume = ({ spec }: PersistentVolume): void => consider(spec?.volumeAttributesClassName);
          const ofClaim = (claim: PersistentVolumeClaim): void => namesOfClass(claim).forEach(consider);
          classes.addEventHandler({
            onAdd: (one) => consider(nameOf(one)),
            onUpdate: (_previous, one) => consider(nameOf(one)),
          });
          volumes.addEventHandler({ onUpdate: (previous) => ofVolume(previous), onDelete: ofVolume });
          claims.addEventHandler({ onUpdate: (previous) => ofClaim(previous), onDelete: ofClaim });
        },
        async reconcile(key) {
          const found = classes.lister.get(key);
          if (found && isGoing(found, OF_CLASSES) && !isUsed(key))
            await release(client.volumeAttributesClasses, found, OF_CLASSES);
        },
        ...loop,
      }),
    ];
  },
};
