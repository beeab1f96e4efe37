import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { parseCertificateRequest } from '@kubets/api';
import type { CertificateSigningRequest } from '@kubets/proto-gen/certificates/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { csrCleanerController, goesAt } from './csrcleaner-controller';
import { csrSigningController } from './csrsigning-controller';
import { signerPolicies } from './signer-policies';

/** Of system:node:n1 in the groups system:nodes and b, for n1 and 10.0.0.1. */
const CSR =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkhqQ0J4QUlCQURBOE1SVXdFd1lEVlFRS0RBeHplWE4wWlcwNmJtOWtaWE14Q2pBSUJnTlZCQW9NQVdJeApGekFWQmdOVkJBTU1Ebk41YzNSbGJUcHViMlJsT200eE1Ga3dFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEClFnQUVKZHVlN1BEbHJpSWZTZU4rMGxSRHA5Z3FWTnBETnk5NS9NanhDM1NtZFErSDZGMFl6OEtQSU53NTR2QWMKaUl2WC85TmR4YzlrN1VLSUhxWmVxbzFxMEtBbU1DUUdDU3FHU0liM0RRRUpEakVYTUJVd0V3WURWUjBSQkF3dwpDb0lDYmpHSEJBb0FBQUV3Q2dZSUtvWkl6ajBFQXdJRFNRQXdSZ0loQUlhTEVMbCtaL0dTbjdJL1FaTkJHM0xqCllPbkxKZXpYUGU2cE40MHBpaWVyQWlFQTdQTDI3VGxtMFVGOUMzVnNxRFRLRmFtUFlnZ01sOTJhSzE4a2NQZVkKdjJVPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';

let running: RunningControllers | undefined;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-signing-'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=test-ca'];
  const files = ['-keyout', join(directory, 'ca.key'), '-out', join(directory, 'ca.crt'), '-days', '3650'];
  execFileSync('openssl', ['req', '-x509', '-new', ...key, ...files], { stdio: 'ignore' });
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => running?.stop());

const csr = (spec: object, status: object = {}): CertificateSigningRequest => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'web' },
  spec: { request: CSR, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], ...spec },
  status,
});
const approved = { conditions: [{ type: 'Approved', status: 'True' }] };
const stored = () =>
  running!.cluster.objects<CertificateSigningRequest>('certificatesigningrequests').find(() => true)?.status;

async function signed(request: CertificateSigningRequest) {
  const config = {
    clusterSigningCertFile: join(directory, 'ca.crt'),
    clusterSigningKeyFile: join(directory, 'ca.key'),
  };
  running = startControllers([csrSigningController], { objects: [request], config });
  for (let turn = 0; turn < 50 && !stored()?.certificate && (stored()?.conditions ?? []).length < 2; turn++)
    await running.settle();
  return stored();
}

test('an approved request is signed as it asks, for no longer than it asks', async () => {
  const status = await signed(csr({ expirationSeconds: 3600, usages: ['digital signature', 'client auth'] }, approved));
  const certificate = new X509Certificate(Buffer.from(status!.certificate!, 'base64'));
  expect(certificate.subject).toBe('O=system:nodes\nO=b\nCN=system:node:n1');
  expect(certificate.issuer).toBe('CN=test-ca');
  expect(certificate.subjectAltName).toBe('DNS:n1, IP Address:10.0.0.1');
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(65 * 60_000);
});

test('a request that the signer does not sign has failed', async () => {
  const status = await signed(csr({ usages: ['server auth', 'client auth'] }, approved));
  expect(status?.conditions?.at(-1)).toMatchObject({
    type: 'Failed',
    reason: 'SignerValidationFailure',
    message: 'invalid usage for client certificate: server auth',
  });
});

test.each<[string, string, string[], string | undefined]>([
  ['kubernetes.io/kube-apiserver-client', 'b', ['client auth'], undefined],
  [
    'kubernetes.io/kube-apiserver-client',
    'b',
    ['digital signature'],
    'missing required usage for client certificate: client auth',
  ],
  ['kubernetes.io/kubelet-serving', 'b', ['server auth'], 'subject organization is not system:nodes'],
  ['kubernetes.io/kubelet-serving', '', ['digital signature', 'server auth'], undefined],
  [
    'kubernetes.io/kubelet-serving',
    '',
    ['server auth'],
    'usages did not match [digital signature key encipherment server auth]',
  ],
  [
    'kubernetes.io/kube-apiserver-client-kubelet',
    '',
    ['digital signature', 'client auth'],
    'DNS subjectAltNames are not allowed',
  ],
])('%s of the groups system:nodes and %j for %j', (signer, group, usages, problem) => {
  const organizations = ['system:nodes', ...(group ? [group] : [])];
  expect(signerPolicies.get(signer)!({ ...parseCertificateRequest(CSR), organizations }, usages)).toBe(problem);
});

const HOUR = 3600_000;
const now = Date.parse('2026-01-02T00:00:00Z');
const at = (type: string) => ({ conditions: [{ type, status: 'True', lastUpdateTime: '2026-01-02T00:00:00Z' }] });

test.each<[string, object, number]>([
  ['nobody has decided', {}, now + 24 * HOUR],
  ['was denied', at('Denied'), now + HOUR],
  ['was approved and waits', at('Approved'), Infinity],
  ['was signed', { ...at('Approved'), certificate: 'eA==' }, now + HOUR],
])('a request that %s', (_, status, expected) => {
  const metadata = { name: 'web', creationTimestamp: '2026-01-02T00:00:00Z' };
  expect(goesAt({ ...csr({}, status), metadata })).toBe(expected);
});

test('old requests are deleted', async () => {
  const old = { ...csr({}, at('Denied')), metadata: { name: 'web', creationTimestamp: '2020-01-01T00:00:00Z' } };
  old.status = { conditions: [{ type: 'Denied', status: 'True', lastUpdateTime: '2020-01-01T00:00:00Z' }] };
  running = startControllers([csrCleanerController], { objects: [old] });
  await running.settle();
  expect(stored()).toBeUndefined();
});
