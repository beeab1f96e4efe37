import { createPublicKey } from 'node:crypto';
import { parseCertificateRequestBytes } from '@kubets/api';
import {
  errorsOfAll,
  fieldErrors,
  FieldPath,
  isDns1123Subdomain,
  NOT_SHOWN,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import { invalidEach } from '../../validation/field-checks';
import { signatureProblem } from '../../validation/request-signature';
import { isKubernetesSigner, validateSignerName } from '../../validation/signer-name';
import { validateUserAnnotations } from '../../validation/user-annotations';

const SPEC = FieldPath.of('spec');
const REQUEST = SPEC.child('stubPKCS10Request');
const MAX_REQUEST_BYTES = 10 * 1024;
const MAX_UID = 128;
const LEAST_SECONDS = 3600;
const MOST_SECONDS = 91 * 24 * 3600;
const MOST_SECONDS_OF_KUBERNETES = 24 * 3600;
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const MODULUS_BITS = new Set([3072, 4096]);

export function validateRequest({ spec = {} }: PodCertificateRequest): Steps<FieldError[]> {
  const { signerName = '', maxExpirationSeconds: seconds = 0 } = spec;
  const most = isKubernetesSigner(signerName) ? MOST_SECONDS_OF_KUBERNETES : MOST_SECONDS;
  return errorsOfAll(
    () => validateSignerName(signerName, SPEC.child('signerName')),
    () => validateUserAnnotations(spec.unverifiedUserAnnotations, SPEC.child('unverifiedUserAnnotations')),
    () => validateObject('pod', spec.podName, spec.podUID),
    () => validateObject('serviceAccount', spec.serviceAccountName, spec.serviceAccountUID),
    () => validateObject('node', spec.nodeName, spec.nodeUID),
    () =>
      seconds >= LEAST_SECONDS && seconds <= most
        ? []
        : [
            fieldErrors.invalid(
              SPEC.child('maxExpirationSeconds'),
              seconds,
              `must be in the range [${LEAST_SECONDS}, ${most}]`,
            ),
          ],
    () => validateStub(spec.stubPKCS10Request ?? ''),
  );
}

/** Which object is meant: by its name and its uid. */
function validateObject(object: string, name = '', uid = ''): FieldError[] {
  const path = SPEC.child(`${object}UID`);
  return [
    ...invalidEach(SPEC.child(`${object}Name`), name, isDns1123Subdomain),
    ...(uid === '' ? [fieldErrors.invalid(path, uid, 'must not be empty')] : []),
    ...(uid.length > MAX_UID ? [fieldErrors.tooLong(path, uid, MAX_UID)] : []),
  ];
}

/** Only the key and its proof count; what else stands in the request nobody reads. */
function validateStub(text: string): FieldError[] {
  if (text === '') {
    const detail = 'exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set';
    return [fieldErrors.invalid(SPEC, NOT_SHOWN, detail)];
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > MAX_REQUEST_BYTES) return [fieldErrors.tooLong(REQUEST, '', MAX_REQUEST_BYTES)];
  try {
    const request = parseCertificateRequestBytes(bytes);
    const key = createPublicKey({ key: request.publicKey, format: 'der', type: 'spki' });
    const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    if (key.asymmetricKeyType === 'ec' && !CURVES.has(namedCurve)) {
      const detail = 'elliptic public keys must use curve P256, P384, or P521';
      return [fieldErrors.invalid(REQUEST, `curve ${namedCurve}`, detail)];
    }
    if (key.asymmetricKeyType === 'rsa' && !MODULUS_BITS.has(modulusLength)) {
      const detail = 'RSA keys must have modulus size 3072 or 4096';
      return [fieldErrors.invalid(REQUEST, `${modulusLength}-bit modulus`, detail)];
    }
    if (!['ec', 'rsa', 'ed25519'].includes(key.asymmetricKeyType ?? '')) {
      const detail = 'unknown public key type; supported types are Ed25519, ECDSA, and RSA';
      return [fieldErrors.invalid(REQUEST, NOT_SHOWN, detail)];
    }
    return signatureProblem(request) ? [fieldErrors.invalid(REQUEST, NOT_SHOWN, 'invalid signature')] : [];
  } catch {
    return [fieldErrors.invalid(REQUEST, NOT_SHOWN, 'must be a valid PKCS#10 CSR')];
  }
}
