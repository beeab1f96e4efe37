import { SIGNERS, type CertificateRequest } from '@kubets/api';

const NODES = 'system:nodes';
const NODE_PREFIX = 'system:node:';
const OPTIONAL_OF_CLIENTS = ['digital signature', 'key encipherment'];

/** What is wrong with a request for a signer, in Kubernetes' words; undefined when it may be signed. */
type Policy = (request: CertificateRequest, usages: readonly string[]) => string | undefined;

/** The signers whose certificates this cluster's components accept. https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers */
export const signerPolicies: ReadonlyMap<string, Policy> = new Map<string, Policy>([
  [SIGNERS.client, (_request, usages) => clientProblem(usages)],
  [
    SIGNERS.kubeletClient,
    (request, usages) =>
      organizationProblem(request) ??
      (request.dnsNames.length > 0 ? 'DNS subjectAltNames are not allowed' : undefined) ??
      otherNamesProblem(request) ??
      (request.ipAddresses.length > 0 ? 'IP subjectAltNames are not allowed' : undefined) ??
      nameProblem(request) ??
      usagesProblem(usages, 'client auth'),
  ],
  [
    SIGNERS.kubeletServing,
    (request, usages) =>
      organizationProblem(request) ??
      (request.dnsNames.length + request.ipAddresses.length === 0
        ? 'DNS or IP subjectAltName is required'
        : undefined) ??
      otherNamesProblem(request) ??
      usagesProblem(usages, 'server auth') ??
      nameProblem(request),
  ],
]);

function clientProblem(usages: readonly string[]): string | undefined {
  const wrong = usages.find((usage) => usage !== 'client auth' && !OPTIONAL_OF_CLIENTS.includes(usage));
  if (wrong !== undefined) return `invalid usage for client certificate: ${wrong}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
}

const organizationProblem = ({ organizations }: CertificateRequest): string | undefined =>
  organizations.length === 1 && organizations[0] === NODES ? undefined : 'subject organization is not system:nodes';

const nameProblem = ({ commonName }: CertificateRequest): string | undefined =>
  commonName.startsWith(NODE_PREFIX) ? undefined : 'subject common name does not begin with system:node:';

function otherNamesProblem({ emailAddresses, uris }: CertificateRequest): string | undefined {
  if (emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  return uris.length > 0 ? 'URI subjectAltNames are not allowed' : undefined;
}

/** The one usage and, with or without the encipherment that only RSA keys need, signatures. */
function usagesProblem(usages: readonly string[], wanted: string): string | undefined {
  const required = ['digital signature', 'key encipherment', wanted].sort();
  const given = new Set([...usages, 'key encipherment']);
  if (given.size === required.length && required.every((usage) => given.has(usage))) return undefined;
  return `usages did not match [${required.join(' ')}]`;
}
