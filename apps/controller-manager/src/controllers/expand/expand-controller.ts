import { ANNOTATIONS, NODE_LOCAL } from '@kubets/api';
import { objectKey, parseQuantity, uidOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';

const RESIZING = new Set(['Resizing', 'FileSystemResizePending']);
const STORAGE = 'storage';

/** What a bound claim asks for, if that is more than it has. */
function wantedSize({ spec, status }: PersistentVolumeClaim): string | undefined {
  const wanted = spec?.resources?.requests?.[STORAGE];
  if (!spec?.volumeName || status?.phase !== 'Bound' || wanted === undefined) return undefined;
  return parseQuantity(wanted).cmp(parseQuantity(status.capacity?.[STORAGE] ?? '0')) > 0 ? wanted : undefined;
}

/** Gives claims on directories of nodes the size that they ask for. Volumes of drivers are for their own resizers. */
export const expandController: ControllerEntry = {
  name: 'persistentvolume-expander-controller',
  create(context) {
    const { client, informers, loop } = context;
    const { persistentVolumeClaims: claims, persistentVolumes: volumes } = informers;
    const recorder = context.recorder('volume_expand');
    const told = new Map<string, string>();

    async function expand(claim: PersistentVolumeClaim, volume: PersistentVolume, size: string): Promise<void> {
      // The volume first: a claim never says that it has more than its volume.
      if (parseQuantity(volume.spec?.capacity?.[STORAGE] ?? '0').cmp(parseQuantity(size)) < 0)
        await client.persistentVolumes.update({
          ...volume,
          spec: { ...volume.spec, capacity: { ...volume.spec?.capacity, [STORAGE]: size } },
        });
      const { conditions = [], ...status } = claim.status ?? {};
      const left = conditions.filter(({ type = '' }) => !RESIZING.has(type));
      await client.persistentVolumeClaims.updateStatus({
        ...claim,
        status: {
          ...status,
          capacity: { ...status.capacity, [STORAGE]: size },
          ...(left.length > 0 && { conditions: left }),
        },
      });
      const text = `ExpandVolume succeeded for volume ${objectKey(claim)}`;
      recorder.event(
        { ...claim, apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        'Normal',
        'VolumeResizeSuccessful',
        text,
      );
    }

    async function reconcile(key: string): Promise<void> {
      const claim = claims.lister.get(key);
      const size = claim && wantedSize(claim);
      const volume = claim && volumes.lister.get(claim.spec?.volumeName ?? '');
      if (!claim || !size || volume?.spec?.claimRef?.uid !== uidOf(claim)) return;
      if (volume.metadata?.annotations?.[ANNOTATIONS.provisionedBy] === NODE_LOCAL.provisioner)
        return expand(claim, volume, size);
      if (told.get(uidOf(claim)) === size) return;
      told.set(uidOf(claim), size);
      const subject = { ...claim, apiVersion: 'v1', kind: 'PersistentVolumeClaim' };
      recorder.event(subject, 'Normal', 'ExternalExpanding', 'waiting for an external controller to expand this PVC');
    }

    return [
      createController({
        name: 'expand',
        informers: [claims, volumes],
        setup(enqueue) {
          const seen = (claim: PersistentVolumeClaim): void => {
            if (wantedSize(claim) !== undefined) enqueue(objectKey(claim));
          };
          claims.addEventHandler({
            onAdd: seen,
            onUpdate: (_previous, claim) => seen(claim),
            onDelete: (claim) => void told.delete(uidOf(claim)),
          });
        },
        reconcile,
        ...loop,
      }),
    ];
  },
};
