import {
  ANNOTATIONS,
  isClaimBound,
  isReservedFor,
  matchingVolume,
  NO_PROVISIONER,
  NODE_LOCAL,
  satisfies,
  storageClassNameOf,
  waitsForFirstConsumer,
} from '@kubets/api';
import { nameOf, uidOf } from '@kubets/apimachinery';
import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';

interface Told {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** What is to be done about a claim. */
export type ClaimPlan =
  | { act: 'bind'; volume: PersistentVolume }
  | { act: 'provision'; storageClass: StorageClass; nodeName: string }
  /** Its volume is gone. */
  | { act: 'lost'; told: Told }
  | { act: 'wait'; told?: Told };

const waits = (type: Told['type'], reason: string, message: string): ClaimPlan => ({
  act: 'wait',
  told: { type, reason, message },
});

export interface Storage {
  volumes: readonly PersistentVolume[];
  storageClass?: StorageClass;
}

/** A claim that names a volume: it is bound to that one, or to none. */
function planNamed(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): ClaimPlan {
  const isBound = isClaimBound(claim);
  const lost = (reason: string, message: string): ClaimPlan => ({
    act: 'lost',
    told: { type: 'Warning', reason, message },
  });
  if (!volume) {
    if (!isBound) return { act: 'wait' };
    return lost('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  }
  const { claimRef } = volume.spec ?? {};
  if (claimRef === undefined || isReservedFor(volume, claim)) {
    if (isBound || satisfies(volume, claim)) return { act: 'bind', volume };
    return waits(
      'Warning',
      'VolumeMismatch',
      `Cannot bind to requested volume ${JSON.stringify(nameOf(volume))}: requested PV does not fit`,
    );
  }
  if (!isBound)
    return waits(
      'Warning',
      'FailedBinding',
      `volume ${JSON.stringify(nameOf(volume))} already bound to a different claim.`,
    );
  const text = 'Two claims are bound to the same volume, this one is bound incorrectly';
  return lost('ClaimMisbound', text);
}

const OF_ONE_NODE = new Set(['ReadWriteOnce', 'ReadWriteOncePod']);

/** What a directory of a node cannot give. */
function nodeLocalProblem({ spec }: PersistentVolumeClaim): string | undefined {
  if (spec?.volumeMode === 'Block') return 'a directory of a node has no volumeMode Block';
  // Only a CSI driver's volume can have one, so that none of ours would be taken for the claim.
  if (spec?.volumeAttributesClassName) return 'a directory of a node has no volumeAttributesClassName';
  const shared = spec?.accessModes?.find((mode) => !OF_ONE_NODE.has(mode));
  return shared && `a directory of a node supports only ReadWriteOnce and ReadWriteOncePod access modes, not ${shared}`;
}

function planProvision(claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): ClaimPlan {
  const name = storageClassNameOf(claim);
  if (name === '')
    return waits(
      'Normal',
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
    );
  if (!storageClass)
    return waits('Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io ${JSON.stringify(name)} not found`);
  const { provisioner = '' } = storageClass;
  if (provisioner === NO_PROVISIONER) return waits('Warning', 'ProvisioningFailed', 'no volume plugin matched');
  if (provisioner !== NODE_LOCAL.provisioner) {
    const text = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
    return waits('Normal', 'ExternalProvisioning', text);
  }
  const problem = nodeLocalProblem(claim);
  if (problem) {
    const text = `failed to provision volume with StorageClass ${JSON.stringify(name)}: ${problem}`;
    return waits('Warning', 'ProvisioningFailed', text);
  }
  const nodeName = claim.metadata?.annotations?.[ANNOTATIONS.selectedNode];
  if (nodeName) return { act: 'provision', storageClass, nodeName };
  return waits('Warning', 'ProvisioningFailed', 'a directory of a node needs volumeBindingMode WaitForFirstConsumer');
}

/** Decides for one claim. A class that waits for a pod leaves the choice of volume and node to the scheduler. */
export function planClaim(claim: PersistentVolumeClaim, { volumes, storageClass }: Storage): ClaimPlan {
  const { volumeName } = claim.spec ?? {};
  if (volumeName)
    return planNamed(
      claim,
      volumes.find((volume) => nameOf(volume) === volumeName),
    );
  const delayed = waitsForFirstConsumer(storageClass);
  const volume = matchingVolume(claim, volumes, { reservedOnly: delayed });
  if (volume) return { act: 'bind', volume };
  if (delayed && !claim.metadata?.annotations?.[ANNOTATIONS.selectedNode])
    return waits('Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  return planProvision(claim, storageClass);
}

/** What becomes of a volume: its phase, and whether it goes. */
export function planVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim | undefined,
): { phase: 'Available' | 'Bound' | 'Released' | undefined; remove: boolean } {
  const { claimRef, persistentVolumeReclaimPolicy } = volume.spec ?? {};
  if (!claimRef?.uid) return { phase: 'Available', remove: false };
  if (claim && uidOf(claim) === claimRef.uid)
    return { phase: claim.spec?.volumeName === nameOf(volume) ? 'Bound' : undefined, remove: false };
  const isOurs = volume.metadata?.annotations?.[ANNOTATIONS.provisionedBy] === NODE_LOCAL.provisioner;
  return { phase: 'Released', remove: persistentVolumeReclaimPolicy === 'Delete' && isOurs };
}
