import { sign, type KeyObject } from 'node:crypto';
import { DER_TAGS, derValue } from './der';

const NULL = Buffer.of(0x05, 0);
const ECDSA_WITH: Readonly<Record<string, [hash: string, oid: string]>> = {
  prime256v1: ['sha256', '2a8648ce3d040302'],
  secp384r1: ['sha384', '2a8648ce3d040303'],
  secp521r1: ['sha512', '2a8648ce3d040304'],
};
const RSA_WITH_SHA256 = '2a864886f70d01010b';
const ED25519 = '2b6570';

/** How a key signs: the hash, where it takes one, and the AlgorithmIdentifier (RFC 5280). */
export interface SignatureAlgorithm {
  hash: string | null;
  identifier: Buffer;
}

/** @throws Error for a kind of key that nothing here is signed with */
export function signatureAlgorithm({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SignatureAlgorithm {
  if (asymmetricKeyType === 'rsa') return algorithm('sha256', RSA_WITH_SHA256, NULL);
  if (asymmetricKeyType === 'ed25519') return algorithm(null, ED25519);
  const ecdsa = ECDSA_WITH[asymmetricKeyDetails?.namedCurve ?? ''];
  if (!ecdsa) throw new Error(`nothing can be signed with a key of type ${asymmetricKeyType}`);
  return algorithm(...ecdsa);
}

/** What is signed with its algorithm and signature: a request (RFC 2986) or a certificate (RFC 5280). */
export function signedDer(content: Buffer, key: KeyObject): Buffer {
  const { hash, identifier } = signatureAlgorithm(key);
  const signature = derValue(DER_TAGS.bitString, Buffer.of(0), sign(hash, content, key));
  return derValue(DER_TAGS.sequence, content, identifier, signature);
}

const algorithm = (hash: string | null, oid: string, ...parameters: Buffer[]): SignatureAlgorithm => ({
  hash,
  identifier: derValue(DER_TAGS.sequence, derValue(DER_TAGS.oid, Buffer.from(oid, 'hex')), ...parameters),
});
