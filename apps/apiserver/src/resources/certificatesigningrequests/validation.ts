import { X509Certificate } from 'node:crypto';
import { parseCertificateRequest } from '@kubets/api';
import { fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition as Condition,
} from '@kubets/proto-gen/certificates/v1';
import { signatureProblem } from '../../validation/request-signature';
import { validateSignerName } from '../../validation/signer-name';

const SPEC = FieldPath.of('spec');
const CONDITIONS = FieldPath.of('status', 'conditions');
const CERTIFICATE = FieldPath.of('status', 'certificate');
const LEAST_SECONDS = 600;
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

const conditionsOf = ({ status }: CertificateSigningRequest): Condition[] => status?.conditions ?? [];

/** What was wrong with a stored request already does not keep it from being decided on. */
export function validateRequest(csr: CertificateSigningRequest, old?: CertificateSigningRequest): FieldError[] {
  const { request = '', usages = [], signerName = '', expirationSeconds } = csr.spec ?? {};
  const before = old?.spec?.usages ?? [];
  const problem = requestProblem(request);
  const usagesPath = SPEC.child('usages');
  const maySayTwice = new Set(before).size < before.length;
  const mayBeUnknown = before.some((usage) => !USAGES.includes(usage));
  return [
    ...(problem ? [fieldErrors.invalid(SPEC.child('request'), csr.spec?.request ?? null, problem)] : []),
    ...(usages.length === 0 ? [fieldErrors.required(usagesPath)] : []),
    ...usages.flatMap((usage, index) => [
      ...(mayBeUnknown || USAGES.includes(usage)
        ? []
        : [fieldErrors.notSupported(usagesPath.index(index), usage, USAGES)]),
      ...(maySayTwice || usages.indexOf(usage) === index
        ? []
        : [fieldErrors.duplicate(usagesPath.index(index), usage)]),
    ]),
    ...validateSigner(signerName, old),
    ...(expirationSeconds !== undefined && expirationSeconds < LEAST_SECONDS
      ? [
          fieldErrors.invalid(
            SPEC.child('expirationSeconds'),
            expirationSeconds,
            'may not specify a duration less than 600 seconds (10 minutes)',
          ),
        ]
      : []),
    ...validateConditions(conditionsOf(csr)),
    ...validateCertificate(csr.status?.certificate, old?.status?.certificate),
  ];
}

function validateSigner(name: string, old: CertificateSigningRequest | undefined): FieldError[] {
  const path = SPEC.child('signerName');
  if (name !== LEGACY_SIGNER || old?.spec?.signerName === LEGACY_SIGNER) return validateSignerName(name, path);
  return [fieldErrors.invalid(path, name, 'the legacy signerName is not allowed via this API version')];
}

/** Why a request is none, or is not signed by the key that it is for. */
function requestProblem(text: string): string | undefined {
  try {
    return signatureProblem(parseCertificateRequest(text));
  } catch (error) {
    return (error as Error).message;
  }
}

const DECISIONS = new Set(['Approved', 'Denied', 'Failed']);
const named = (type: string): string => `condition of type ${JSON.stringify(type)}`;
const STATUSES = ['False', 'True', 'Unknown'];

/** As what Kubernetes' types declare of the two says it. */
function bothDecisions(): FieldError {
  const [approved, denied] = ['Approved', 'Denied'].map((type) => `conditions[{"type": "${type}"}]`);
  const detail = `must specify at most one of: \`${approved}\`, \`${denied}\``;
  return fieldErrors.invalid(CONDITIONS, `{${approved}, ${denied}}`, detail);
}

function validateConditions(conditions: readonly Condition[]): FieldError[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ type = '', status = '' }, index) => {
    const path = CONDITIONS.index(index);
    const allowed = DECISIONS.has(type) ? ['True'] : STATUSES;
    const errors: FieldError[] = [];
    if (type === '') errors.push(fieldErrors.required(path.child('type')));
    if (status === '') errors.push(fieldErrors.required(path.child('status')));
    else if (!allowed.includes(status)) errors.push(fieldErrors.notSupported(path.child('status'), status, allowed));
    const other = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : '';
    if (seen.has(other)) errors.push({ ...bothDecisions(), told: 'declared' });
    if (seen.has(type)) errors.push(fieldErrors.duplicate(path.child('type'), type));
    seen.add(type);
    return errors;
  });
}

function validateCertificate(certificate = '', old: string | undefined): FieldError[] {
  if (certificate === '' || certificate === old) return [];
  const problem = certificateProblem(Buffer.from(certificate, 'base64').toString('latin1'));
  return problem ? [fieldErrors.invalid(CERTIFICATE, '<certificate data>', problem)] : [];
}

const BLOCK = /-----BEGIN ([A-Z ]+)-----([^-]*)-----END \1-----/g;

function certificateProblem(pem: string): string | undefined {
  const blocks = [...pem.matchAll(BLOCK)];
  if (blocks.length === 0) return 'must contain at least one CERTIFICATE PEM block';
  for (const [whole, type, body = ''] of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`;
    if (body.includes(':')) return 'no PEM block headers are permitted';
    try {
      new X509Certificate(whole);
    } catch {
      return 'x509: malformed certificate';
    }
  }
  return undefined;
}

/** What a way to change a request may decide. */
export interface MayChange {
  approval?: true;
  certificate?: true;
}

/** Decisions stay, and each is taken in its own way: by `approval`, or, the certificate, by `status`. */
export function validateRequestUpdate(
  csr: CertificateSigningRequest,
  old: CertificateSigningRequest,
  may: MayChange = {},
): FieldError[] {
  const forbidden = (detail: string, path = CONDITIONS) => fieldErrors.forbidden(path, detail);
  const errors: FieldError[] = [];
  const ofType = (type: string) =>
    [old, csr].map((one) => conditionsOf(one).filter((condition) => condition.type === type));
  for (const type of DECISIONS) {
    const [before, after] = ofType(type);
    if (after!.length < before!.length) errors.push(forbidden(`updates may not remove a ${named(type)}`));
  }
  for (const type of may.approval ? [] : ['Approved', 'Denied']) {
    const [before, after] = ofType(type);
    if (after!.length < before!.length) continue;
    if (after!.length > before!.length) errors.push(forbidden(`updates may not add a ${named(type)}`));
    else if (!semanticEqual(before, after)) errors.push(forbidden(`updates may not modify a ${named(type)}`));
  }
  const [before = '', after = ''] = [old.status?.certificate, csr.status?.certificate];
  if (before === after) return errors;
  if (!may.certificate) return [...errors, forbidden('updates may not set certificate content', CERTIFICATE)];
  if (before === '') return errors;
  return [...errors, forbidden('updates may not modify existing certificate content', CERTIFICATE)];
}
