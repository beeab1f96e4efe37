import { randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { DER_TAGS, derChildren, derValue, derValues, oidText } from './der';
import { keyIdentifier } from './extensions';
import { signatureAlgorithm, signedDer } from './signature-algorithm';

/** What a certificate (RFC 5280) says; names, key and extensions as they stand in it. */
export interface CertificateContent {
  issuer: Buffer;
  subject: Buffer;
  /** SubjectPublicKeyInfo. */
  publicKey: Buffer;
  notBefore: Date;
  notAfter: Date;
  extensions: readonly Buffer[];
}

/** What those say of an authority that it has signed for. */
export interface CertificateIssuer {
  subject: Buffer;
  keyIdentifier: Buffer;
  notAfter: Date;
}

const VERSION_3 = Buffer.of(0xa0, 3, 0x02, 1, 2);
const EXTENSIONS_TAG = 0xa3;
const SERIAL_BYTES = 16;
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

/** A certificate with a number of its own, signed with the key, as its bytes. */
export function signCertificate(content: CertificateContent, key: KeyObject): Buffer {
  const { issuer, subject, publicKey, notBefore, notAfter, extensions } = content;
  const signed = derValue(
    DER_TAGS.sequence,
    VERSION_3,
    derValue(DER_TAGS.integer, newSerial()),
    signatureAlgorithm(key).identifier,
    issuer,
    derValue(DER_TAGS.sequence, time(notBefore), time(notAfter)),
    subject,
    publicKey,
    derValue(EXTENSIONS_TAG, derValue(DER_TAGS.sequence, ...extensions)),
  );
  return signedDer(signed, key);
}

/** @throws Error for what is no certificate */
export function readIssuer(certificatePem: string): CertificateIssuer {
  const { raw, validTo } = new X509Certificate(certificatePem);
  const [signed] = derChildren(derValues(raw)[0]);
  const [, , , , , subject, publicKey, ...rest] = derChildren(signed);
  const extensions = rest.find(({ tag }) => tag === EXTENSIONS_TAG);
  const identifier = (extensions ? derChildren(derValues(extensions.content)[0]) : [])
    .map((extension) => derChildren(extension))
    .find(([oid]) => oidText(oid!) === SUBJECT_KEY_IDENTIFIER)
    ?.at(-1);
  return {
    subject: subject!.whole,
    keyIdentifier: identifier ? derValues(identifier.content)[0]!.content : keyIdentifier(publicKey!.whole),
    notAfter: new Date(validTo),
  };
}

const ATTRIBUTES = { O: '55040a', CN: '550403' } as const;
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
const [PRINTABLE_STRING, UTF8_STRING] = [0x13, 0x0c];

/** A distinguished name, its attributes in that order. */
export const distinguishedName = (
  attributes: readonly (readonly [name: keyof typeof ATTRIBUTES, value: string])[],
): Buffer =>
  derValue(
    DER_TAGS.sequence,
    ...attributes.map(([name, value]) =>
      derValue(
        DER_TAGS.set,
        derValue(
          DER_TAGS.sequence,
          derValue(DER_TAGS.oid, Buffer.from(ATTRIBUTES[name], 'hex')),
          derValue(PRINTABLE.test(value) ? PRINTABLE_STRING : UTF8_STRING, Buffer.from(value)),
        ),
      ),
    ),
  );

/** Positive, and with no byte that the encoding would leave out. */
function newSerial(): Buffer {
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  return serial;
}

const [UTC_TIME, GENERALIZED_TIME] = [0x17, 0x18];
const FIRST_GENERALIZED_YEAR = 2050;

/** Whole seconds. Of years before 2050 two digits are written. */
function time(at: Date): Buffer {
  const digits = `${at.toISOString().replaceAll(/\.\d+|[-T:Z]/g, '')}Z`;
  return at.getUTCFullYear() < FIRST_GENERALIZED_YEAR
    ? derValue(UTC_TIME, Buffer.from(digits.slice(2)))
    : derValue(GENERALIZED_TIME, Buffer.from(digits));
}
