import { isMirrorPod } from '@kubets/api';
import { realClock, type Clock } from '@kubets/component';
import type { Pod, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { type AdmissionAttributes, isCreateOf, type MutatingPlugin, refusal } from '../pipeline/admission';
import { mountToken } from './token-volume';

const DEFAULT_ACCOUNT = 'default';
const SERVICE_ACCOUNTS = { group: '', plural: 'serviceaccounts' };

// A controller makes the default account right after its namespace; whoever is faster waits a little.
const DEFAULT_ATTEMPTS = 20;
const PAUSE_MS = 75;

export interface ServiceAccountAdmissionOptions {
  catchUp(): Promise<void>;
  clock?: Clock;
}

/** Every pod runs as a service account that exists, and gets its token and image pull secrets. */
export function createServiceAccountAdmission({
  catchUp,
  clock = realClock,
}: ServiceAccountAdmissionOptions): MutatingPlugin {
  async function find({ reader, namespace }: AdmissionAttributes, name: string): Promise<ServiceAccount | undefined> {
    const read = () => reader.get(SERVICE_ACCOUNTS, namespace, name) as ServiceAccount | undefined;
    const known = read();
    if (known) return known;
    await catchUp();
    for (let attempt = 1; attempt < (name === DEFAULT_ACCOUNT ? DEFAULT_ATTEMPTS : 1) && !read(); attempt++)
      await clock.sleep(PAUSE_MS);
    return read();
  }

  return {
    name: 'ServiceAccount',
    handles: (attributes) => isCreateOf(attributes, 'pods'),
    async admit(attributes) {
      const pod = attributes.object as Pod;
      const spec = (pod.spec ??= {});
      if (isMirrorPod(pod)) return refuseMirrorPod(attributes, pod);
      spec.serviceAccountName ||= spec.serviceAccount || DEFAULT_ACCOUNT;
      spec.serviceAccount = spec.serviceAccountName;
      const account = await find(attributes, spec.serviceAccountName);
      if (!account) {
        const { namespace } = attributes;
        throw refusal(
          attributes,
          `error looking up service account ${namespace}/${spec.serviceAccountName}: serviceaccount "${spec.serviceAccountName}" not found`,
        );
      }
      if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(spec);
      if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length)
        spec.imagePullSecrets = structuredClone(account.imagePullSecrets);
    },
  };
}

/** A mirror pod only shows what a kubelet runs by itself and must not draw anything from the cluster. */
function refuseMirrorPod(attributes: AdmissionAttributes, pod: Pod): void {
  if (pod.spec?.serviceAccountName) throw refusal(attributes, 'a mirror pod may not reference service accounts');
  const usesTokens = (pod.spec?.volumes ?? []).some(({ projected }) =>
    projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken),
  );
  if (usesTokens) throw refusal(attributes, 'a mirror pod may not use ServiceAccountToken volume projections');
}
