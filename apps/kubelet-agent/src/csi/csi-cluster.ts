import { isNotFound } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { CSIDriverSpec } from '@kubets/proto-gen/storage/v1';
import type { SecretName } from './volume-request';

/** What the cluster says of drivers and volumes. */
export interface CsiCluster {
  /** How the driver wants to be used; Kubernetes' defaults where it says nothing. */
  driver(name: string): Promise<CSIDriverSpec>;
  /** What the attacher has to tell of an attachment. Rejects when it is not there in time. */
  attached(attachment: string, volume: string): Promise<Record<string, string>>;
  secret(ref: SecretName | undefined): Promise<Record<string, string>>;
}

const ATTACH_TIMEOUT_MS = 15_000;
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2000;

export function createCsiCluster({
  client,
  clock,
}: {
  client: KubeClient<'csiDrivers' | 'secrets' | 'volumeAttachments'>;
  clock: Clock;
}): CsiCluster {
  const orNone = (error: unknown): undefined => {
    if (isNotFound(error)) return undefined;
    throw error;
  };
  return {
    async driver(name) {
      return (await client.csiDrivers.get({ name }).catch(orNone))?.spec ?? { attachRequired: true };
    },
    // A node may read attachments one by one and follow none.
    async attached(attachment, volume) {
      const startedMs = clock.monotonicMs();
      for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(2 * waitMs, LAST_LOOK_MS)) {
        const { status, metadata } = (await client.volumeAttachments.get({ name: attachment }).catch(orNone)) ?? {};
        if (metadata?.deletionTimestamp !== undefined)
          throw new Error(`volume ${volume} is being detached: VolumeAttachment ${attachment} is deleted`);
        if (status?.attached) return status.attachmentMetadata ?? {};
        if (status?.attachError?.message) throw new Error(status.attachError.message);
        if (clock.monotonicMs() - startedMs + waitMs > ATTACH_TIMEOUT_MS)
          throw new Error(`timed out waiting for external-attacher to attach volume ${volume}`);
        await clock.sleep(waitMs);
      }
    },
    async secret(ref) {
      if (!ref) return {};
      const { data = {} } = await client.secrets.get(ref);
      return Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
      );
    },
  };
}
