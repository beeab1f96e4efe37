import { ANNOTATIONS, isClaimBound, reservedVolume, storageClassNameOf } from '@kubets/api';
import { isAlreadyExists, isNotFound, nameOf, objectKey, semanticEqual, uidOf } from '@kubets/apimachinery';
import { createController, type Enqueue } from '@kubets/controller';
import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';
import { nodeLocalVolume } from './node-local-volume';
import { planClaim, planVolume, type ClaimPlan } from './plan-claim';

const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };

/** Binds claims to volumes, makes directories of nodes for those that nobody else serves, and takes them back. */
export const persistentVolumeController: ControllerEntry = {
  name: 'persistentvolume-binder-controller',
  create(context) {
    const { client, config, informers, loop } = context;
    const { persistentVolumes: volumes, persistentVolumeClaims: claims, storageClasses, nodes } = informers;
    const recorder = context.recorder('persistentvolume-controller');
    const told = new Map<string, string>();

    /** Says the same thing once, until it is something else. */
    function tell(claim: PersistentVolumeClaim, plan: ClaimPlan): void {
      const event = 'told' in plan ? plan.told : undefined;
      const key = `${uidOf(claim)}`;
      const text = event && `${event.reason} ${event.message}`;
      if (text !== undefined && told.get(key) !== text)
        recorder.event({ ...claim, ...CLAIM }, event!.type, event!.reason, event!.message);
      if (text === undefined) told.delete(key);
      else told.set(key, text);
    }

    async function bind(claim: PersistentVolumeClaim, volume: PersistentVolume): Promise<void> {
      let reserved = volume;
      // The volume first: once it names the claim nobody else takes it, and whoever starts anew sees whose it is.
      if (volume.spec?.claimRef?.uid !== uidOf(claim))
        reserved = await client.persistentVolumes.update(reservedVolume(volume, claim));
      let bound = claim;
      if (claim.spec?.volumeName !== nameOf(volume) || !isClaimBound(claim))
        bound = await client.persistentVolumeClaims.update({
          ...claim,
          metadata: {
            ...claim.metadata,
            annotations: {
              ...claim.metadata?.annotations,
              [ANNOTATIONS.bindCompleted]: 'yes',
              ...(!claim.spec?.volumeName && { [ANNOTATIONS.boundByController]: 'yes' }),
            },
          },
          spec: { ...claim.spec, volumeName: nameOf(volume) },
        });
      const { accessModes, capacity } = reserved.spec ?? {};
      const status = { ...bound.status, phase: 'Bound', accessModes, capacity };
      if (!semanticEqual(bound.status, status)) await client.persistentVolumeClaims.updateStatus({ ...bound, status });
    }

    async function provision(claim: PersistentVolumeClaim, plan: ClaimPlan & { act: 'provision' }): Promise<void> {
      const node = nodes.lister.get(plan.nodeName);
      const subject = { ...claim, ...CLAIM };
      if (!node) {
        // The scheduler has to choose again.
        const { [ANNOTATIONS.selectedNode]: _gone, ...annotations } = claim.metadata?.annotations ?? {};
        await client.persistentVolumeClaims.update({ ...claim, metadata: { ...claim.metadata, annotations } });
        return;
      }
      const wanted = nodeLocalVolume(claim, plan.storageClass, node, config.nodeLocalVolumeDir);
      try {
        await client.persistentVolumes.create(wanted);
        const text = `Successfully provisioned volume ${nameOf(wanted)}`;
        recorder.event(subject, 'Normal', 'ProvisioningSucceeded', text);
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
      }
    }

    async function syncClaim(claim: PersistentVolumeClaim): Promise<void> {
      if (claim.metadata?.deletionTimestamp !== undefined && !claim.spec?.volumeName) return;
      const storageClass = storageClasses.lister.get(storageClassNameOf(claim));
      const plan = planClaim(claim, { volumes: volumes.lister.list(), storageClass });
      tell(claim, plan);
      if (plan.act === 'bind') return bind(claim, plan.volume);
      if (plan.act === 'provision') return provision(claim, plan);
      const phase = plan.act === 'lost' ? 'Lost' : 'Pending';
      if (claim.status?.phase === phase) return;
      const { conditions } = claim.status ?? {};
      await client.persistentVolumeClaims.updateStatus({
        ...claim,
        status: { phase, ...(conditions && { conditions }) },
      });
    }

    async function syncVolume(volume: PersistentVolume): Promise<void> {
      const { claimRef } = volume.spec ?? {};
      let claim = claimRef && claims.lister.get(`${claimRef.namespace}/${claimRef.name}`);
      // The cache may be older than the claim: what is taken back is gone.
      if (claimRef?.uid && uidOf(claim ?? {}) !== claimRef.uid)
        claim = await client.persistentVolumeClaims
          .get({ namespace: claimRef.namespace ?? '', name: claimRef.name ?? '' })
          .catch((error: unknown) => {
            if (isNotFound(error)) return undefined;
            throw error;
          });
      const { phase, remove } = planVolume(volume, claim);
      if (phase !== undefined && volume.status?.phase !== phase)
        await client.persistentVolumes.updateStatus({ ...volume, status: { ...volume.status, phase } });
      if (remove && volume.metadata?.deletionTimestamp === undefined)
        await client.persistentVolumes.delete({ name: nameOf(volume) }, { preconditions: { uid: uidOf(volume) } });
    }

    function setup(enqueue: Enqueue): void {
      const claimOf = ({ spec }: PersistentVolume): void => {
        if (spec?.claimRef) enqueue(`${spec.claimRef.namespace}/${spec.claimRef.name}`);
      };
      let isToldOf = false;
      /** Once for all volumes that come together: thousands of them have thousands of claims wait. */
      const waiting = (): void => {
        if (isToldOf) return;
        isToldOf = true;
        queueMicrotask(() => {
          isToldOf = false;
          for (const claim of claims.lister.list()) if (!claim.spec?.volumeName) enqueue(objectKey(claim));
        });
      };
      const seen = (volume: PersistentVolume): void => {
        enqueue(objectKey(volume));
        claimOf(volume);
        if (!volume.spec?.claimRef) waiting();
      };
      const claimSeen = (claim: PersistentVolumeClaim): void => {
        enqueue(objectKey(claim));
        if (claim.spec?.volumeName) enqueue(claim.spec.volumeName);
      };
      volumes.addEventHandler({ onAdd: seen, onUpdate: (_previous, volume) => seen(volume), onDelete: claimOf });
      claims.addEventHandler({
        onAdd: claimSeen,
        onUpdate: (_previous, claim) => claimSeen(claim),
        onDelete(claim) {
          told.delete(uidOf(claim));
          claimSeen(claim);
          for (const volume of volumes.lister.list())
            if (volume.spec?.claimRef?.uid === uidOf(claim)) enqueue(objectKey(volume));
        },
      });
      storageClasses.addEventHandler({ onAdd: waiting, onUpdate: waiting });
    }

    return [
      createController({
        name: 'persistentvolume',
        informers: [volumes, claims, storageClasses, nodes],
        setup,
        async reconcile(key) {
          // Claims have a namespace, volumes have none.
          if (key.includes('/')) {
            const claim = claims.lister.get(key);
            if (claim) await syncClaim(claim);
          } else {
            const volume = volumes.lister.get(key);
            if (volume) await syncVolume(volume);
          }
        },
        // Two claims must not be given one volume.
        workers: 1,
        ...loop,
      }),
    ];
  },
};
