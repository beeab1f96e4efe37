import { ignoreNotFound, nameOf, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import type { ControllerEntry } from '../controller-context';

/** Signers and kubelets are done with a request sooner than that. */
const STAYS_MS = 15 * 60_000;

/** Deletes requests for certificates of pods that have served their purpose, or never will. */
export const podCertificateRequestCleanerController: ControllerEntry = {
  name: 'podcertificaterequest-cleaner-controller',
  create({ client, informers, clock, loop }) {
    const { podCertificateRequests: requests } = informers;

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const request = requests.lister.get(key);
      if (!request) return;
      const leftMs = Date.parse(request.metadata?.creationTimestamp ?? '') + STAYS_MS - clock.now().getTime();
      if (leftMs > 0) return { requeueAfterMs: leftMs };
      await client.podCertificateRequests
        .delete({ namespace: namespaceOf(request), name: nameOf(request) }, { preconditions: { uid: uidOf(request) } })
        .catch(ignoreNotFound);
    }

    const setup = (enqueue: (key: string) => void): void => {
      const seen = (request: PodCertificateRequest): void => enqueue(objectKey(request));
      requests.addEventHandler({ onAdd: seen });
    };
    return [
      createController({ name: 'podcertificaterequestcleaner', informers: [requests], setup, reconcile, ...loop }),
    ];
  },
};
