// Extensions of certificates (RFC 5280, 4.2), each as it stands in one.
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { DER_TAGS, derChildren, derValue, derValues } from './der';

const OIDS = {
  subjectKeyIdentifier: '551d0e',
  keyUsage: '551d0f',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  authorityKeyIdentifier: '551d23',
  extendedKeyUsage: '551d25',
} as const;
const TRUE = Buffer.of(0x01, 1, 0xff);
const CRITICAL = true;
const [KEY_IDENTIFIER, DNS_NAME, IP_ADDRESS] = [0x80, 0x82, 0x87];

/** What a key is for; the bits of a BIT STRING's first byte. */
export const KEY_USAGES = {
  digitalSignature: 0x80,
  contentCommitment: 0x40,
  keyEncipherment: 0x20,
  dataEncipherment: 0x10,
  keyAgreement: 0x08,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const;

const EXTENDED_KEY_USAGES = { server: '2b06010505070301', client: '2b06010505070302' } as const;
export type ExtendedKeyUsage = keyof typeof EXTENDED_KEY_USAGES;

const extension = (oid: string, value: Buffer, isCritical = false): Buffer =>
  derValue(
    DER_TAGS.sequence,
    derValue(DER_TAGS.oid, Buffer.from(oid, 'hex')),
    ...(isCritical ? [TRUE] : []),
    derValue(DER_TAGS.octetString, value),
  );

/** Whether the holder signs for others. */
export const basicConstraints = (isAuthority: boolean): Buffer =>
  extension(OIDS.basicConstraints, derValue(DER_TAGS.sequence, ...(isAuthority ? [TRUE] : [])), CRITICAL);

/** @param bits one or several of {@link KEY_USAGES} */
export function keyUsage(bits: number): Buffer {
  const unused = 31 - Math.clz32(bits & -bits);
  return extension(OIDS.keyUsage, derValue(DER_TAGS.bitString, Buffer.of(unused, bits)), CRITICAL);
}

export const extendedKeyUsage = (usages: readonly ExtendedKeyUsage[]): Buffer =>
  extension(
    OIDS.extendedKeyUsage,
    derValue(
      DER_TAGS.sequence,
      ...usages.map((usage) => derValue(DER_TAGS.oid, Buffer.from(EXTENDED_KEY_USAGES[usage], 'hex'))),
    ),
  );

/** @param hosts DNS names and IP addresses */
export const subjectAltName = (hosts: readonly string[]): Buffer =>
  extension(OIDS.subjectAltName, derValue(DER_TAGS.sequence, ...hosts.map(generalName)));

const generalName = (host: string): Buffer =>
  isIP(host)
    ? derValue(IP_ADDRESS, Buffer.from(ipaddr.parse(host).toByteArray()))
    : derValue(DNS_NAME, Buffer.from(host, 'latin1'));

export const subjectKeyIdentifier = (identifier: Buffer): Buffer =>
  extension(OIDS.subjectKeyIdentifier, derValue(DER_TAGS.octetString, identifier));

export const authorityKeyIdentifier = (identifier: Buffer): Buffer =>
  extension(OIDS.authorityKeyIdentifier, derValue(DER_TAGS.sequence, derValue(KEY_IDENTIFIER, identifier)));

/** By which a key is known unless its certificate says otherwise. @param publicKey SubjectPublicKeyInfo */
export function keyIdentifier(publicKey: Buffer): Buffer {
  const [, bits] = derChildren(derValues(publicKey)[0]);
  // The first byte tells how many bits are unused: none.
  return createHash('sha1').update(bits!.content.subarray(1)).digest();
}
