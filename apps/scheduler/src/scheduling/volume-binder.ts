import { ANNOTATIONS, isClaimBound, podClaimNames, reservedVolume } from '@kubets/api';
import { nameOf, namespaceOf, uidOf, type SelectableNode } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { PodInfo } from '../cache/pod-info';
import type { StorageView } from '../framework/plugin';
import { planVolumes } from '../volumes/pod-claims';

/** How long a volume may take to be made and bound. */
const TIMEOUT_MS = 600_000;
const CHECK_MS = 100;

export interface VolumeBinder {
  /** Sees to it that a pod's claims are bound to volumes that the node can use. @throws Error when they are not in time. */
  bindFor(pod: PodInfo, nodeName: string, node: SelectableNode | undefined): Promise<void>;
}

export function createVolumeBinder({
  client,
  storage,
  clock,
}: {
  client: KubeClient<'persistentVolumeClaims' | 'persistentVolumes'>;
  storage: StorageView;
  clock: Clock;
}): VolumeBinder {
  async function reserve(volume: PersistentVolume, claim: PersistentVolumeClaim): Promise<void> {
    await client.persistentVolumes.update(reservedVolume(volume, claim));
  }

  async function select(claim: PersistentVolumeClaim, nodeName: string): Promise<void> {
    const annotations = { [ANNOTATIONS.selectedNode]: nodeName };
    await client.persistentVolumeClaims.patch(
      { namespace: namespaceOf(claim), name: nameOf(claim) },
      { type: 'merge', body: { metadata: { uid: uidOf(claim), annotations } } },
    );
  }

  return {
    async bindFor({ pod, namespace }, nodeName, node) {
      const names = podClaimNames(pod);
      if (names.length === 0) return;
      const claims = () => names.map((name) => storage.claim(namespace, name));
      const waiting = claims().filter(
        (claim) => claim !== undefined && !isClaimBound(claim),
      ) as PersistentVolumeClaim[];
      const plan = node && planVolumes(waiting, node, storage);
      if (!plan) throw new Error("node(s) didn't find available persistent volumes to bind");
      for (const [claim, volume] of plan) await (volume ? reserve(volume, claim) : select(claim, nodeName));
      const startedMs = clock.monotonicMs();
      while (!claims().every((claim) => claim && isClaimBound(claim))) {
        if (clock.monotonicMs() - startedMs > TIMEOUT_MS) throw new Error('binding volumes: timed out');
        await clock.sleep(CHECK_MS);
      }
    },
  };
}
