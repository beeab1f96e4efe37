import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A private key for a certificate or for signing tokens. */
export const newPrivateKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** As `EC PRIVATE KEY` (RFC 5915): Java's fabric8 reads no other form of an elliptic curve's key. */
export const privateKeyPem = (key: KeyObject): string => key.export({ type: 'sec1', format: 'pem' }).toString();
