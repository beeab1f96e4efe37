import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { pemBlocks, pemText } from '@kubets/api';
import type { Secret } from '@kubets/proto-gen/core/v1';

/** Longer chains are no certificates of servers. */
const MOST_BLOCKS = 16;
const LEAST_RSA_BITS = 2048;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/** Either what the engine is given, or what is wrong with it. */
export type ReadCertificate = { pem: string } | { problem: string };

/**
 * The certificate and key of a Secret of type kubernetes.io/tls, written anew from what was understood of them, so that
 * nothing else of the Secret reaches the engine. Keys that the engine's TLS library turns away are turned away here.
 */
export function readCertificate({ data }: Pick<Secret, 'data'>): ReadCertificate {
  const [chainText, keyText] = [textOf(data?.['tls.crt']), textOf(data?.['tls.key'])];
  if (chainText === '') return { problem: 'has no tls.crt' };
  if (keyText === '') return { problem: 'has no tls.key' };
  const blocks = [...pemBlocks(chainText)].filter(({ type }) => type === 'CERTIFICATE');
  if (blocks.length === 0) return { problem: 'has no certificate in tls.crt' };
  if (blocks.length > MOST_BLOCKS) return { problem: `has more than ${MOST_BLOCKS} certificates in tls.crt` };
  let leaf: X509Certificate;
  try {
    leaf = blocks.map(({ bytes }) => new X509Certificate(bytes))[0]!;
  } catch {
    return { problem: 'has a certificate in tls.crt that cannot be read' };
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(keyText);
  } catch {
    return { problem: 'has a tls.key that cannot be read (is it encrypted?)' };
  }
  const weakness = keyProblem(key);
  if (weakness) return { problem: weakness };
  if (!leaf.checkPrivateKey(key)) return { problem: 'has a tls.key that does not belong to tls.crt' };
  const chain = blocks.map(({ bytes }) => pemText('CERTIFICATE', bytes));
  return { pem: [...chain, key.export({ type: 'pkcs8', format: 'pem' }).toString()].join('') };
}

function keyProblem({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  switch (asymmetricKeyType) {
    case 'rsa':
      return (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS
        ? `has an RSA key of less than ${LEAST_RSA_BITS} bits`
        : undefined;
    case 'ec':
      return CURVES.includes(asymmetricKeyDetails?.namedCurve ?? '')
        ? undefined
        : 'has a key on an elliptic curve that TLS does not know';
    case 'ed25519':
      return undefined;
    default:
      return `has a key of type ${asymmetricKeyType ?? 'unknown'}, which servers do not use`;
  }
}

/** Bytes are base64 in our objects. */
const textOf = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString('latin1');
