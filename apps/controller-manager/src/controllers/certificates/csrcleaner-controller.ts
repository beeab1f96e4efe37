import { X509Certificate } from 'node:crypto';
import { ignoreNotFound, nameOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { CertificateSigningRequest } from '@kubets/proto-gen/certificates/v1';
import type { ControllerEntry } from '../controller-context';

const HOUR_MS = 3600_000;
/** How long requests stay after they were decided on, and after nobody did. */
const DECIDED_MS = HOUR_MS;
const PENDING_MS = 24 * HOUR_MS;

/** When a request has outlived its use, in milliseconds since the epoch. */
export function goesAt({ metadata, status }: CertificateSigningRequest): number {
  const conditions = status?.conditions ?? [];
  const decided = conditions.filter(({ type, status: holds }) => type !== 'Approved' || holds === 'True');
  const since = decided.map(({ lastUpdateTime }) => Date.parse(lastUpdateTime ?? '')).filter((time) => !isNaN(time));
  const isOver = Boolean(status?.certificate) || conditions.some(({ type }) => type === 'Denied' || type === 'Failed');
  const expires = status?.certificate ? expiryOf(status.certificate) : Infinity;
  const ends = isOver && since.length > 0 ? Math.min(...since) + DECIDED_MS : Infinity;
  const createdAt = Date.parse(metadata?.creationTimestamp ?? '');
  return Math.min(ends, expires, conditions.length === 0 ? createdAt + PENDING_MS : Infinity);
}

function expiryOf(certificate: string): number {
  try {
    return Date.parse(new X509Certificate(Buffer.from(certificate, 'base64')).validTo);
  } catch {
    return Infinity;
  }
}

/** Deletes requests for certificates that nobody needs any more. */
export const csrCleanerController: ControllerEntry = {
  name: 'certificatesigningrequest-cleaner-controller',
  create({ client, informers, clock, loop }) {
    const { certificateSigningRequests: requests } = informers;

    async function reconcile(name: string): Promise<void | { requeueAfterMs: number }> {
      const csr = requests.lister.get(name);
      if (!csr) return;
      const leftMs = goesAt(csr) - clock.now().getTime();
      if (leftMs > 0) return leftMs === Infinity ? undefined : { requeueAfterMs: Math.min(leftMs, HOUR_MS) };
      await client.certificateSigningRequests.delete({ name }).catch(ignoreNotFound);
    }

    const setup = (enqueue: (key: string) => void): void =>
      requests.addEventHandler({
        onAdd: (csr) => enqueue(nameOf(csr)),
        onUpdate: (_before, csr) => enqueue(nameOf(csr)),
      });
    return [createController({ name: 'csrcleaner', informers: [requests], setup, reconcile, ...loop })];
  },
};
