import { LEGACY_TOKEN, signLegacyToken, type TokenKey } from '@kubets/api';
import { nameOf, namespaceOf } from '@kubets/apimachinery';
import type { Secret, ServiceAccount } from '@kubets/proto-gen/core/v1';

export interface TokenSecretParts {
  key: TokenKey;
  /** In base64, as Secrets have it; absent where nobody knows it. */
  rootCa?: string;
}

/** A Secret of an account with all that belongs in it; undefined when it is there already. What is there stays, but for a CA that is another. */
export function filledSecret(
  secret: Secret,
  { metadata: account = {} }: ServiceAccount,
  { key, rootCa }: TokenSecretParts,
): Secret | undefined {
  const data = (secret.data ?? {}) as Record<string, string>;
  const namespace = namespaceOf(secret);
  const added: Record<string, string> = {
    ...(rootCa && data['ca.crt'] !== rootCa && { 'ca.crt': rootCa }),
    ...(!data['namespace'] && { namespace: base64(namespace) }),
  };
  const { name = '', uid = '' } = account;
  if (!data['token'])
    added['token'] = base64(signLegacyToken(key, { namespace, account: { name, uid }, secretName: nameOf(secret) }));
  if (Object.keys(added).length === 0) return undefined;
  return {
    ...secret,
    metadata: {
      ...secret.metadata,
      annotations: {
        ...secret.metadata?.annotations,
        [LEGACY_TOKEN.accountName]: name,
        [LEGACY_TOKEN.accountUid]: uid,
      },
    },
    data: { ...data, ...added },
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
