import { SIGNERS } from '@kubets/api';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAlreadyExists, ignoreNotFound, nameOf, uidOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { ClusterTrustBundle } from '@kubets/proto-gen/certificates/v1';
import type { ControllerEntry } from '../controller-context';

const SIGNER = SIGNERS.apiserverServing;
const HASH_BYTES = 12;

/** Another certificate has another name: who has read the old one goes on with it until the new one is there. */
export function apiServerBundle(certificates: string): ClusterTrustBundle {
  const hash = createHash('sha256')
    .update(certificates)
    .digest('hex')
    .slice(0, 2 * HASH_BYTES);
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'ClusterTrustBundle',
    metadata: { name: `${SIGNER.replaceAll('/', ':')}:${hash}` },
    spec: { signerName: SIGNER, trustBundle: certificates },
  };
}

/** Publishes by whose certificates the apiserver is known, as a ClusterTrustBundle, and no other under its signer. */
export const clusterTrustBundlePublisherController: ControllerEntry = {
  name: 'kube-apiserver-serving-clustertrustbundle-publisher-controller',
  create({ client, informers, config, loop }) {
    if (!config.rootCaFile) return [];
    const wanted = apiServerBundle(readFileSync(config.rootCaFile, 'utf8'));
    const { clusterTrustBundles: bundles } = informers;

    async function reconcile(): Promise<void> {
      const ours = bundles.lister.list().filter(({ spec }) => spec?.signerName === SIGNER);
      const current = ours.find((bundle) => nameOf(bundle) === nameOf(wanted));
      if (!current)
        await client.clusterTrustBundles.create(wanted).catch((error: unknown) => {
          if (!isAlreadyExists(error)) throw error;
        });
      else if (current.spec?.trustBundle !== wanted.spec?.trustBundle)
        await client.clusterTrustBundles.update({ ...current, spec: wanted.spec });
      for (const bundle of ours.filter((one) => one !== current))
        await client.clusterTrustBundles
          .delete({ name: nameOf(bundle) }, { preconditions: { uid: uidOf(bundle) } })
          .catch(ignoreNotFound);
    }

    const setup = (enqueue: (key: string) => void): void => {
      const changed = ({ spec }: ClusterTrustBundle): void => {
        if (spec?.signerName === SIGNER) enqueue(SIGNER);
      };
      bundles.addEventHandler({ onAdd: changed, onUpdate: (_previous, bundle) => changed(bundle), onDelete: changed });
      enqueue(SIGNER);
    };
    return [createController({ name: 'clustertrustbundlepublisher', informers: [bundles], setup, reconcile, ...loop })];
  },
};
