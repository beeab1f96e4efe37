import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);
const CURVES: Readonly<Record<string, string>> = {
  ECDSAP256: 'prime256v1',
  ECDSAP384: 'secp384r1',
  ECDSAP521: 'secp521r1',
};

/** A new private key of a type that pods can ask for: RSA3072, ECDSAP256, ED25519 and so on. */
export async function certificateKey(type: string): Promise<KeyObject> {
  const namedCurve = CURVES[type];
  if (namedCurve) return (await generate('ec', { namedCurve })).privateKey;
  if (type === 'ED25519') return (await generate('ed25519', {})).privateKey;
  if (type === 'RSA3072' || type === 'RSA4096')
    return (await generate('rsa', { modulusLength: Number(type.slice(3)) })).privateKey;
  throw new Error(`unknown key type "${type}"`);
}
