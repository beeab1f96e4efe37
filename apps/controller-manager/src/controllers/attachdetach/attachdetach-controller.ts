import { podClaimNames } from '@kubets/api';
import { isAlreadyExists, ignoreNotFound, nameOf, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import { createController, type Enqueue } from '@kubets/controller';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '@kubets/proto-gen/core/v1';
import type { VolumeAttachment } from '@kubets/proto-gen/storage/v1';
import { createWrittenObjects } from '../../addresses/written-objects';
import type { ControllerEntry } from '../controller-context';
import { attachmentOf, elsewhere, isInUse, isOurs } from './plan-attachments';

/** Asks for volumes of drivers to be attached to the nodes of their pods, and to be detached when no pod needs them. */
export const attachDetachController: ControllerEntry = {
  name: 'persistentvolume-attach-detach-controller',
  create(context) {
    const { client, informers, loop } = context;
    const { pods, nodes, persistentVolumes: volumes, persistentVolumeClaims: claims } = informers;
    const { csiDrivers: drivers, volumeAttachments: attachments } = informers;
    const recorder = context.recorder('attachdetach-controller');
    const told = new Map<string, string>();
    const written = createWrittenObjects(attachments, context.clock);

    function claimOf({ spec }: PersistentVolume): PersistentVolumeClaim | undefined {
      const claim = claims.lister.get(`${spec?.claimRef?.namespace}/${spec?.claimRef?.name}`);
      return claim && uidOf(claim) === spec?.claimRef?.uid ? claim : undefined;
    }

    /** The pods that use a volume on a node, as long as they are there: a node gives a volume back before its pod goes. */
    function usersOf(volume: PersistentVolume): Map<string, Pod[]> {
      const claim = claimOf(volume);
      const users = new Map<string, Pod[]>();
      if (!claim) return users;
      for (const pod of pods.lister.byIndex('claim', objectKey(claim))) {
        const { nodeName } = pod.spec ?? {};
        if (nodeName) users.set(nodeName, [...(users.get(nodeName) ?? []), pod]);
      }
      return users;
    }

    const attaches = ({ spec }: PersistentVolume): boolean =>
      spec?.csi !== undefined && drivers.lister.get(spec.csi.driver ?? '')?.spec?.attachRequired !== false;

    /** Says the same once. */
    function tell(
      users: readonly Pod[],
      key: string,
      event: { type: 'Normal' | 'Warning'; reason: string; text: string },
    ) {
      const words = `${event.reason} ${event.text}`;
      if (told.get(key) === words) return;
      told.set(key, words);
      for (const pod of users)
        recorder.event({ ...pod, apiVersion: 'v1', kind: 'Pod' }, event.type, event.reason, event.text);
    }

    async function attach(volume: PersistentVolume, nodeName: string, users: readonly Pod[]): Promise<void> {
      const wanted = attachmentOf({ volume, nodeName });
      const key = nameOf(wanted);
      const quoted = JSON.stringify(nameOf(volume));
      const present = attachments.lister.get(key);
      if (present) {
        const { attached, attachError } = present.status ?? {};
        if (attached) {
          const text = `AttachVolume.Attach succeeded for volume ${quoted} `;
          tell(users, key, { type: 'Normal', reason: 'SuccessfulAttachVolume', text });
        } else if (attachError?.message) {
          const text = `AttachVolume.Attach failed for volume ${quoted} : ${attachError.message}`;
          tell(users, key, { type: 'Warning', reason: 'FailedAttachVolume', text });
        }
        return;
      }
      const shown = attachments.lister.byIndex('volume', nameOf(volume));
      const other = elsewhere({ volume, nodeName }, shown);
      if (other !== undefined) {
        const text = `Multi-Attach error for volume ${quoted} Volume is already exclusively attached to one node and can't be attached to another`;
        return tell(users, key, { type: 'Warning', reason: 'FailedAttachVolume', text });
      }
      const ofVolume = ({ spec }: VolumeAttachment): boolean => spec?.source?.persistentVolumeName === nameOf(volume);
      const unseen = elsewhere({ volume, nodeName }, written.latest(shown, ofVolume));
      // Two nodes would write to it. Whoever retries sees it soon.
      if (unseen !== undefined)
        throw new Error(`volume ${quoted} has just been attached to node ${unseen}, which has still to be seen`);
      await written.noted(client.volumeAttachments.create(wanted)).catch((error: unknown) => {
        if (!isAlreadyExists(error)) throw error;
      });
    }

    async function detach(attachment: VolumeAttachment, volume: PersistentVolume): Promise<void> {
      const { nodeName = '' } = attachment.spec ?? {};
      if (attachment.metadata?.deletionTimestamp !== undefined || !isOurs(attachment, volume)) return;
      if (isInUse(volume, nodes.lister.get(nodeName))) return;
      told.delete(nameOf(attachment));
      await client.volumeAttachments
        .delete({ name: nameOf(attachment) }, { preconditions: { uid: uidOf(attachment) } })
        .catch(ignoreNotFound);
    }

    async function reconcile(key: string): Promise<void> {
      const volume = volumes.lister.get(key);
      if (!volume?.spec?.csi) return;
      const users = attaches(volume) ? usersOf(volume) : new Map<string, Pod[]>();
      for (const attachment of attachments.lister.byIndex('volume', key))
        if (!users.has(attachment.spec?.nodeName ?? '')) await detach(attachment, volume);
      for (const [nodeName, ofNode] of users) await attach(volume, nodeName, ofNode);
    }

    function setup(enqueue: Enqueue): void {
      const ofClaim = (claim: PersistentVolumeClaim | undefined): void => {
        if (claim?.spec?.volumeName) enqueue(claim.spec.volumeName);
      };
      const ofPod = (pod: Pod): void => {
        if (pod.spec?.nodeName)
          for (const name of podClaimNames(pod)) ofClaim(claims.lister.get(`${namespaceOf(pod)}/${name}`));
      };
      const ofAttachment = ({ spec }: VolumeAttachment): void => {
        if (spec?.source?.persistentVolumeName) enqueue(spec.source.persistentVolumeName);
      };
      const ofNode = (node: Node): void => {
        for (const attachment of attachments.lister.list())
          if (attachment.spec?.nodeName === nameOf(node)) ofAttachment(attachment);
      };
      pods.addEventHandler({
        onAdd: ofPod,
        onUpdate(previous, pod) {
          if (previous.spec?.nodeName !== pod.spec?.nodeName) ofPod(pod);
        },
        onDelete: ofPod,
      });
      claims.addEventHandler({ onAdd: ofClaim, onUpdate: (_previous, claim) => ofClaim(claim), onDelete: ofClaim });
      volumes.addEventHandler({ onAdd: (volume) => enqueue(objectKey(volume)) });
      attachments.addEventHandler({
        onAdd: ofAttachment,
        onUpdate: (_previous, attachment) => ofAttachment(attachment),
        onDelete: ofAttachment,
      });
      nodes.addEventHandler({
        onUpdate(previous, node) {
          const kept = new Set(node.status?.volumesInUse);
          if (previous.status?.volumesInUse?.some((name) => !kept.has(name))) ofNode(node);
        },
        onDelete: ofNode,
      });
      const all = (): void => volumes.lister.list().forEach((volume) => enqueue(objectKey(volume)));
      drivers.addEventHandler({ onAdd: all, onUpdate: all, onDelete: all });
    }

    return [
      createController({
        name: 'attachdetach',
        informers: [pods, nodes, volumes, claims, drivers, attachments],
        setup,
        reconcile,
        ...loop,
      }),
    ];
  },
};
