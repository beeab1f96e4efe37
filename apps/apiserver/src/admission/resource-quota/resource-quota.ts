import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceQuota } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes, ValidatingPlugin } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import { chargeQuotas, isCharged } from './charge-quotas';

const QUOTAS = { group: '', plural: 'resourcequotas' };
/** How often a quota is read again that somebody else has changed meanwhile, as in Kubernetes. */
const ATTEMPTS = 4;

export interface ResourceQuotaOptions {
  /** Writes a quota's status if the quota is still as it was read, and waits for it to be read back. @throws StatusError 409. */
  updateStatus(quota: KubeObject): Promise<void>;
  catchUp(): Promise<void>;
  now(): Date;
}

/**
 * Refuses what would use more of a namespace than its quotas allow, and writes into their status what is used before anybody
 * may use it. The last of all plugins: what another refuses is not counted.
 */
export function createResourceQuota({ updateStatus, catchUp, now }: ResourceQuotaOptions): ValidatingPlugin {
  /** The last operation of each namespace: one after the other, as each counts on the one before. */
  const lasts = new Map<string, Promise<void>>();

  async function charge(attributes: AdmissionAttributes): Promise<void> {
    const { reader, namespace, dryRun } = attributes;
    let names: ReadonlySet<string> | undefined;
    for (let attempt = 1; ; attempt++) {
      const quotas = (reader.list(QUOTAS, namespace) as ResourceQuota[]).filter(
        ({ metadata }) => !names || names.has(metadata?.name ?? ''),
      );
      const changed = await inTurns(chargeQuotas(quotas, attributes, now()));
      if (dryRun) return;
      const failed = new Map<string, unknown>();
      for (const quota of changed)
        await updateStatus(quota).catch((error: unknown) => failed.set(quota.metadata?.name ?? '', error));
      if (failed.size === 0) return;
      if (attempt === ATTEMPTS) throw [...failed.values()].at(-1);
      await catchUp();
      names = new Set(failed.keys());
    }
  }

  return {
    name: 'ResourceQuota',
    handles: (attributes) =>
      attributes.namespace !== '' &&
      isCharged(attributes) &&
      attributes.reader.list(QUOTAS, attributes.namespace).length > 0,
    async validate(attributes) {
      const { namespace } = attributes;
      const before = lasts.get(namespace) ?? Promise.resolve();
      const own = before.then(() => charge(attributes));
      const settled = own.catch(() => undefined);
      lasts.set(namespace, settled);
      void settled.then(() => lasts.get(namespace) === settled && lasts.delete(namespace));
      await own;
    },
  };
}
