import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { DER_TAGS, derValue } from './der';

const NO_ATTRIBUTES = Buffer.of(0xa0, 0);
const VERSION_0 = derValue(DER_TAGS.integer, Buffer.of(0));
const NULL = Buffer.of(0x05, 0);
const ECDSA_WITH: Readonly<Record<string, [hash: string, oid: string]>> = {
  prime256v1: ['sha256', '2a8648ce3d040302'],
  secp384r1: ['sha384', '2a8648ce3d040303'],
  secp521r1: ['sha512', '2a8648ce3d040304'],
};
const RSA_WITH_SHA256 = '2a864886f70d01010b';
const ED25519 = '2b6570';

/** A request for a certificate (PKCS #10) that holds nothing but a key and the proof that the private one is there. */
export function stubCertificateRequest(key: KeyObject): Buffer {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const info = derValue(
    DER_TAGS.sequence,
    VERSION_0,
    derValue(DER_TAGS.sequence),
    Buffer.from(publicKey),
    NO_ATTRIBUTES,
  );
  const [hash, algorithm] = algorithmOf(key);
  const signature = sign(hash, info, key);
  return derValue(
    DER_TAGS.sequence,
    info,
    derValue(DER_TAGS.sequence, ...algorithm),
    derValue(DER_TAGS.bitString, Buffer.of(0), signature),
  );
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): [hash: string | null, Buffer[]] {
  const oid = (hex: string): Buffer => derValue(DER_TAGS.oid, Buffer.from(hex, 'hex'));
  if (asymmetricKeyType === 'rsa') return ['sha256', [oid(RSA_WITH_SHA256), NULL]];
  if (asymmetricKeyType === 'ed25519') return [null, [oid(ED25519)]];
  const ecdsa = ECDSA_WITH[asymmetricKeyDetails?.namedCurve ?? ''];
  if (!ecdsa) throw new Error(`no request can be made for a key of type ${asymmetricKeyType}`);
  return [ecdsa[0], [oid(ecdsa[1])]];
}
