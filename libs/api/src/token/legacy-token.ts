import { sign } from 'node:crypto';
import type { TokenKey } from './token-key';

/** What there is of tokens that lie in Secrets and never end, and are good for as long as the Secret is there. */
export const LEGACY_TOKEN = {
  secretType: 'kubernetes.io/service-account-token',
  issuer: 'kubernetes/serviceaccount',
  /** Labels of the Secret; the values of both are days, such as 2026-01-31. */
  lastUsed: 'kubernetes.io/legacy-token-last-used',
  invalidSince: 'kubernetes.io/legacy-token-invalid-since',
  /** Annotations of the Secret: whose token it has. */
  accountName: 'kubernetes.io/service-account.name',
  accountUid: 'kubernetes.io/service-account.uid',
  /** The ConfigMap of kube-system that says from which day on it is known when tokens were used last. */
  trackingConfigMap: 'kube-apiserver-legacy-service-account-token-tracking',
  trackingKey: 'since',
} as const;

/** Nothing but strings, in a form of its own: there was none for tokens of clusters when it was made. */
export interface LegacyTokenClaims {
  iss: string;
  'kubernetes.io/serviceaccount/namespace': string;
  'kubernetes.io/serviceaccount/secret.name': string;
  'kubernetes.io/serviceaccount/service-account.name': string;
  'kubernetes.io/serviceaccount/service-account.uid': string;
  sub: string;
}

/** Whose token it is, and where it lies. */
export interface LegacyTokenOwner {
  namespace: string;
  account: { name: string; uid: string };
  secretName: string;
}

/** A token in the compact form of RFC 7515. @throws Error for a key without its private part. */
export function signLegacyToken(key: TokenKey, { namespace, account, secretName }: LegacyTokenOwner): string {
  const { algorithm, id, privateKey } = key;
  if (!privateKey) throw new Error('the service account key has no private part');
  const claims: LegacyTokenClaims = {
    iss: LEGACY_TOKEN.issuer,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secretName,
    'kubernetes.io/serviceaccount/service-account.name': account.name,
    'kubernetes.io/serviceaccount/service-account.uid': account.uid,
    sub: `system:serviceaccount:${namespace}:${account.name}`,
  };
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encoded({ alg: algorithm, kid: id })}.${encoded(claims)}`;
  // RFC 7518, 3.4: an elliptic curve's signature is its two numbers, without DER around them.
  const signature = sign(`sha${algorithm.slice(2)}`, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** The day of a time in UTC, as the labels have it. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** Whether a label's value is a day that there is. */
export function isDay(text: string | undefined): text is string {
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  return !isNaN(time.getTime()) && dayOf(time) === text;
}
