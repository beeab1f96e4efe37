import { createPublicKey, X509Certificate } from 'node:crypto';
import { parseCertificateRequestBytes, pemBlocks } from '@kubets/api';
import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';

const STATUS = FieldPath.of('status');
const CHAIN = STATUS.child('certificateChain');
const MAX_CHAIN_BYTES = 100 * 1024;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MOST_SKEW_MS = 5 * MINUTE_MS;
const LEAST_MARGIN_MS = 10 * MINUTE_MS;

/** What a signer has made of a request: for its key, as long as it may be, and the times as they stand in the certificate. */
export function validateIssued({ spec = {}, status = {} }: PodCertificateRequest, now: Date): FieldError[] {
  const { certificateChain: chain = '' } = status;
  const invalid = (detail: string): FieldError[] => [fieldErrors.invalid(CHAIN, chain, detail)];
  if (Buffer.byteLength(chain) > MAX_CHAIN_BYTES) return [fieldErrors.tooLong(CHAIN, '', MAX_CHAIN_BYTES)];
  const [first, ...others] = pemBlocks(chain);
  if (!first) return invalid('issued certificate chain must contain at least one certificate');
  if (first.type !== 'CERTIFICATE')
    return invalid('issued certificate chain must consist entirely of CERTIFICATE PEM blocks');
  const leaf = certificateOf(first.bytes);
  if (!leaf) return invalid('leaf certificate does not parse as valid X.509');
  const errors = validateNames(leaf);
  const { publicKey } = parseCertificateRequestBytes(Buffer.from(spec.stubPKCS10Request ?? '', 'base64'));
  if (!createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).equals(leaf.publicKey))
    return [...errors, ...invalid('leaf certificate was not issued to the requested public key')];
  const times = requiredTimes(status);
  if (errors.length + times.length > 0) return [...errors, ...times];
  const wrong = timesProblem({ spec, status }, leaf, now);
  if (wrong) return [wrong];
  for (const { type, bytes } of others) {
    if (type !== 'CERTIFICATE')
      return invalid('issued certificate chain must consist entirely of CERTFICATE PEM blocks');
    if (!certificateOf(bytes)) return invalid('intermediate certificate does not parse as valid X.509');
  }
  return [];
}

function certificateOf(bytes: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

function validateNames({ subjectAltName = '' }: X509Certificate): FieldError[] {
  const names = subjectAltName.split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []));
  return names.flatMap((name) =>
    [
      ...(name === '' ? ['leaf certificate should not contain empty DNSName'] : []),
      ...(name.includes('..') ? ["leaf certificate's DNSName should not contain '..'"] : []),
      ...(name.startsWith('.') || name.endsWith('.')
        ? ["leaf certificate's DNSName should not start or end with '.'"]
        : []),
    ].map((detail) => fieldErrors.invalid(CHAIN, name, detail)),
  );
}

function requiredTimes(status: NonNullable<PodCertificateRequest['status']>): FieldError[] {
  const ofCertificate = 'must be present and consistent with the issued certificate';
  const refresh = 'must be present and in the range [notbefore+10min, notafter-10min]';
  return [
    ...(status.notBefore ? [] : [fieldErrors.required(STATUS.child('notBefore'), ofCertificate)]),
    ...(status.notAfter ? [] : [fieldErrors.required(STATUS.child('notAfter'), ofCertificate)]),
    ...(status.beginRefreshAt ? [] : [fieldErrors.required(STATUS.child('beginRefreshAt'), refresh)]),
  ];
}

function timesProblem(
  { spec, status }: Required<Pick<PodCertificateRequest, 'spec' | 'status'>>,
  leaf: X509Certificate,
  now: Date,
): FieldError | undefined {
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  const { notBefore = '', notAfter = '', beginRefreshAt = '' } = status;
  const refresh = Date.parse(beginRefreshAt);
  const invalid = (field: keyof typeof status, detail: string): FieldError =>
    fieldErrors.invalid(STATUS.child(field), status[field], detail);
  if (Date.parse(notBefore) !== from)
    return invalid('notBefore', 'must be set to the NotBefore time encoded in the leaf certificate');
  if (Math.abs(from - now.getTime()) >= MOST_SKEW_MS)
    return invalid('notBefore', "must be set to within 5 minutes of kube-apiserver's current time");
  if (Date.parse(notAfter) !== to)
    return invalid('notAfter', 'must be set to the NotAfter time encoded in the leaf certificate');
  const most = spec.maxExpirationSeconds ?? 0;
  if (to - from < HOUR_MS)
    return fieldErrors.invalid(CHAIN, (to - from) / 1000, 'leaf certificate lifetime must be >= 1 hour');
  if (to - from > most * 1000) {
    const detail = `leaf certificate lifetime must be <= spec.maxExpirationSeconds (${most})`;
    return fieldErrors.invalid(CHAIN, (to - from) / 1000, detail);
  }
  if (refresh < from + LEAST_MARGIN_MS)
    return invalid('beginRefreshAt', 'must be at least 10 minutes after status.notBefore');
  if (refresh > to - LEAST_MARGIN_MS)
    return invalid('beginRefreshAt', 'must be at least 10 minutes before status.notAfter');
  return undefined;
}
