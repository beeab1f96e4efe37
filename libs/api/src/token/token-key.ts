import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** A key that ServiceAccounts' tokens are signed with or were. */
export interface TokenKey {
  /** Hash of the public key, so that keys can be changed while old tokens live. */
  id: string;
  algorithm: 'RS256' | 'ES256' | 'ES384' | 'ES512';
  publicKey: KeyObject;
  /** Absent for keys that are only verified with. */
  privateKey?: KeyObject;
}

/** From PEM: a private key to sign with, or a public one to verify with. Throws Error when it is neither RSA nor EC. */
export function tokenKey(pem: string | Buffer): TokenKey {
  const isPrivate = String(pem).includes('PRIVATE KEY');
  const privateKey = isPrivate ? createPrivateKey(pem) : undefined;
  const publicKey = createPublicKey(pem);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    id: createHash('sha256').update(der).digest('base64url'),
    algorithm: algorithmOf(publicKey),
    publicKey,
    ...(privateKey && { privateKey }),
  };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): TokenKey['algorithm'] {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  const curves: Record<string, TokenKey['algorithm']> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };
  const algorithm = curves[asymmetricKeyDetails?.namedCurve ?? ''];
  if (asymmetricKeyType !== 'ec' || !algorithm) {
    throw new Error(
      `a service account key must be RSA or EC on P-256, P-384 or P-521, not ${asymmetricKeyType} ${asymmetricKeyDetails?.namedCurve ?? ''}`.trimEnd(),
    );
  }
  return algorithm;
}
