import type { X509Certificate } from 'node:crypto';
import { newUnauthorized } from '@kubets/apimachinery';
import type { UserInfo } from '../user/user-info';

/** Common name → user, organizations → groups. @throws StatusError 401 when the certificate names nobody. */
export function x509User(certificate: X509Certificate): UserInfo {
  const subject = certificate.toLegacyObject().subject as { CN?: string | string[]; O?: string | string[] };
  const username = listOf(subject.CN)[0];
  if (!username) throw newUnauthorized('the client certificate has no common name');
  return {
    username,
    groups: listOf(subject.O),
    extra: {
      'authentication.kubernetes.io/credential-id': [
        `X509SHA256=${certificate.fingerprint256.replaceAll(':', '').toLowerCase()}`,
      ],
    },
  };
}

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
