import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { Secret } from '@kubets/proto-gen/core/v1';

/** RFC 7468, 2: each line that begins or ends a block, with the block's kind. */
const EDGE = /-----(BEGIN|END) ([^-\n]{1,64})-----/g;

interface Block {
  kind: string;
  text: string;
}

/** In a time that grows with the text, whatever begins in it and does not end. */
function blocksOf(base64: string): Block[] {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  const blocks: Block[] = [];
  let open: { kind: string; from: number } | undefined;
  for (const { 0: line, 1: edge, 2: kind = '', index } of text.matchAll(EDGE)) {
    if (edge === 'BEGIN') open = { kind, from: index };
    else if (open?.kind === kind) {
      blocks.push({ kind, text: text.slice(open.from, index + line.length) });
      open = undefined;
    }
  }
  return blocks;
}

const listed = (blocks: readonly Block[]): string => `[${blocks.map(({ kind }) => kind).join(' ')}]`;
const isKey = ({ kind }: Block): boolean => kind === 'PRIVATE KEY' || kind.endsWith(' PRIVATE KEY');

function noCertificate(blocks: readonly Block[]): string {
  if (blocks.length === 0) return 'tls: failed to find any PEM data in certificate input';
  if (blocks.length === 1 && isKey(blocks[0]!))
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: ${listed(blocks)}`;
}

function noKey(blocks: readonly Block[]): string {
  if (blocks.length === 0) return 'tls: failed to find any PEM data in key input';
  if (blocks.length === 1 && blocks[0]!.kind === 'CERTIFICATE')
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: ${listed(blocks)}`;
}

function read<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Of a Secret with a certificate and its key, that they are none, or not each other's. */
export function tlsWarnings({ type, data = {} }: Secret): string[] {
  const { 'tls.crt': certificate, 'tls.key': key } = data as Record<string, string | undefined>;
  if (type !== 'kubernetes.io/tls' || certificate === undefined || key === undefined) return [];
  const certificates = blocksOf(certificate);
  const first = certificates.find(({ kind }) => kind === 'CERTIFICATE');
  if (!first) return [noCertificate(certificates)];
  const keys = blocksOf(key);
  const own = keys.find(isKey);
  if (!own) return [noKey(keys)];
  const parsed = read(() => new X509Certificate(first.text));
  if (!parsed) return ['x509: malformed certificate'];
  const parsedKey = read<KeyObject>(() => createPrivateKey(own.text));
  if (!parsedKey) return ['tls: failed to parse private key'];
  if (parsed.publicKey.asymmetricKeyType !== parsedKey.asymmetricKeyType)
    return ['tls: private key type does not match public key type'];
  return parsed.checkPrivateKey(parsedKey) ? [] : ['tls: private key does not match public key'];
}
