import { readFile } from 'node:fs/promises';
import { parseCertificateRequest } from '@kubets/api';
import { nameOf, rfc3339 } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { CertificateSigningRequest } from '@kubets/proto-gen/certificates/v1';
import type { ControllerEntry } from '../controller-context';
import { signerPolicies } from './signer-policies';
import { signRequest } from './sign-request';

const has = ({ status }: CertificateSigningRequest, type: string): boolean =>
  (status?.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');

const isToBeSigned = (csr: CertificateSigningRequest): boolean =>
  !csr.status?.certificate &&
  signerPolicies.has(csr.spec?.signerName ?? '') &&
  has(csr, 'Approved') &&
  !has(csr, 'Denied') &&
  !has(csr, 'Failed');

/** Signs approved requests for the signers of Kubernetes itself, where it is given an authority to sign with. */
export const csrSigningController: ControllerEntry = {
  name: 'certificatesigningrequest-signing-controller',
  create({ client, informers, config, clock, loop }) {
    const { clusterSigningCertFile, clusterSigningKeyFile, clusterSigningDurationMs } = config;
    if (!clusterSigningCertFile || !clusterSigningKeyFile) return [];
    const files = [clusterSigningCertFile, clusterSigningKeyFile] as const;
    const { certificateSigningRequests: requests } = informers;

    function setup(enqueue: (key: string) => void): void {
      const changed = (csr: CertificateSigningRequest) => {
        if (isToBeSigned(csr)) enqueue(nameOf(csr));
      };
      requests.addEventHandler({ onAdd: changed, onUpdate: (_before, csr) => changed(csr) });
    }

    async function reconcile(name: string): Promise<void> {
      const csr = requests.lister.get(name);
      if (!csr || !isToBeSigned(csr)) return;
      const { spec = {}, status } = csr;
      const problem = signerPolicies.get(spec.signerName ?? '')!(
        parseCertificateRequest(spec.request ?? ''),
        spec.usages ?? [],
      );
      if (problem) {
        const failed = {
          type: 'Failed',
          status: 'True',
          reason: 'SignerValidationFailure',
          message: problem,
          lastUpdateTime: rfc3339(clock.now()),
        };
        const conditions = [...(status?.conditions ?? []), failed];
        await client.certificateSigningRequests.updateStatus({ ...csr, status: { ...status, conditions } });
        return;
      }
      const [certificatePem, keyPem] = await Promise.all([readFile(files[0], 'utf8'), readFile(files[1], 'utf8')]);
      const valid = { now: clock.now(), mostMs: clusterSigningDurationMs };
      const certificate = signRequest(spec, { certificatePem, keyPem }, valid);
      await client.certificateSigningRequests.updateStatus({
        ...csr,
        status: { ...status, certificate: Buffer.from(certificate).toString('base64') },
      });
    }

    return [createController({ name: 'csrsigning', informers: [requests], setup, reconcile, ...loop })];
  },
};
