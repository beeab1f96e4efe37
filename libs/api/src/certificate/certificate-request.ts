import { DER_TAGS, derChildren, derValues, oidText, type DerValue } from './der';

/** A request for a certificate (PKCS #10, RFC 2986), as far as Kubernetes asks what stands in it. */
export interface CertificateRequest {
  commonName: string;
  /** The groups of whom the certificate is for. */
  organizations: string[];
  dnsNames: string[];
  ipAddresses: Buffer[];
  emailAddresses: string[];
  uris: string[];
  /** The distinguished name, and the extension with its other names where it has one, as they stand in it. */
  subject: Buffer;
  subjectAltName?: Buffer;
  /** What is signed. */
  signed: Buffer;
  /** SubjectPublicKeyInfo. */
  publicKey: Buffer;
  signatureAlgorithm: string;
  signature: Buffer;
}

const PEM = /-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/;
const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const SUBJECT_ALT_NAME = '2.5.29.17';
const ATTRIBUTES_TAG = 0xa0;
const NAME_TAGS = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 };

/** `request` is the PEM of spec.request in base64. @throws Error in Kubernetes' words for what is no request. */
export function parseCertificateRequest(request: string): CertificateRequest {
  const [, type, body = ''] = PEM.exec(Buffer.from(request, 'base64').toString('latin1')) ?? [];
  if (type !== 'CERTIFICATE REQUEST') throw new Error('PEM block type must be CERTIFICATE REQUEST');
  return parseCertificateRequestBytes(Buffer.from(body, 'base64'));
}

/** The same of the bytes themselves. */
export function parseCertificateRequestBytes(bytes: Buffer): CertificateRequest {
  const [whole, ...trailing] = derValues(bytes);
  if (trailing.length > 0) throw new Error('asn1: syntax error: trailing data');
  const [info, algorithm, signature] = derChildren(whole);
  const [, subject, publicKey, attributes] = derChildren(info);
  const [oid] = derChildren(algorithm);
  if (!oid || !subject || !publicKey || signature?.tag !== DER_TAGS.bitString)
    throw new Error('asn1: structure error: truncated');
  const otherNames = attributes?.tag === ATTRIBUTES_TAG ? alternativeNames(attributes) : undefined;
  const names = namesIn(otherNames);
  const ofTag = (tag: number) => names.filter((name) => name.tag === tag).map(({ content }) => content);
  const texts = (tag: number) => ofTag(tag).map((content) => content.toString('latin1'));
  return {
    commonName: attributesOf(subject, COMMON_NAME).at(-1) ?? '',
    organizations: attributesOf(subject, ORGANIZATION),
    dnsNames: texts(NAME_TAGS.dns),
    ipAddresses: ofTag(NAME_TAGS.ip),
    emailAddresses: texts(NAME_TAGS.email),
    uris: texts(NAME_TAGS.uri),
    subject: subject.whole,
    ...(otherNames ? { subjectAltName: otherNames.whole } : {}),
    signed: info!.whole,
    publicKey: publicKey.whole,
    signatureAlgorithm: oidText(oid),
    // The first byte tells how many bits are unused: none.
    signature: signature.content.subarray(1),
  };
}

/** The values of one attribute in a distinguished name. */
function attributesOf(name: DerValue | undefined, wanted: string): string[] {
  return derChildren(name)
    .flatMap((set) => derChildren(set, DER_TAGS.set))
    .flatMap((attribute) => {
      const [oid, value] = derChildren(attribute);
      return oid && value && oidText(oid) === wanted ? [value.content.toString('utf8')] : [];
    });
}

/** The extension that has them. */
function alternativeNames(attributes: DerValue): DerValue | undefined {
  const [extensions] = derChildren(attributes, ATTRIBUTES_TAG)
    .map((attribute) => derChildren(attribute))
    .filter(([oid]) => oid && oidText(oid) === EXTENSION_REQUEST)
    .map(([, set]) => derChildren(set, DER_TAGS.set)[0]);
  return extensions && derChildren(extensions).find((extension) => isAlternativeNames(derChildren(extension)));
}

const isAlternativeNames = ([oid]: DerValue[]): boolean => oid !== undefined && oidText(oid) === SUBJECT_ALT_NAME;

function namesIn(extension: DerValue | undefined): DerValue[] {
  const value = extension && derChildren(extension).at(-1);
  return value ? derChildren(derValues(value.content)[0]) : [];
}
