import { createPublicKey, type KeyObject } from 'node:crypto';
import { DER_TAGS, derValue } from './der';
import { signedDer } from './signature-algorithm';

const NO_ATTRIBUTES = Buffer.of(0xa0, 0);
const VERSION_0 = derValue(DER_TAGS.integer, Buffer.of(0));

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
  return signedDer(info, key);
}
