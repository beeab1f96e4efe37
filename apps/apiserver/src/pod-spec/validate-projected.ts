import {
  errorsOfEach,
  fieldErrors,
  isDns1123Subdomain,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type {
  ClusterTrustBundleProjection,
  PodCertificateProjection,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '@kubets/proto-gen/core/v1';
import { validateLabelSelector } from '../validation/label-selector';
import { isKubernetesSigner, validateSignerName } from '../validation/signer-name';
import { validateUserAnnotations } from '../validation/user-annotations';
import { validateFileName } from './paths-in-volumes';
import { validateDownwardFile, validateItems } from './volume-files';

const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;
const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
const HOUR = 3600;
const MOST_SECONDS = 91 * 24 * HOUR;
const MOST_SECONDS_OF_KUBERNETES = 24 * HOUR;
const PATHS = ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const;

/** A file that a source makes, and what the refusal shows when it is there already. */
type Made = readonly [file: string | undefined, shown: string | undefined];

/** A volume of several sources. A file can come from one of them only. */
export function validateProjected({ sources = [] }: ProjectedVolumeSource, path: FieldPath): Steps<FieldError[]> {
  const known = new Set<string>();
  const conflicts = (made: readonly Made[]): Steps<FieldError[]> =>
    errorsOfEach(made, ([file, shown]) => {
      if (!file) return [];
      if (known.has(file)) return [fieldErrors.invalid(path, shown ?? '', 'conflicting duplicate paths')];
      known.add(file);
      return [];
    });
  return errorsOfEach(sources, function* (source, index) {
    const at = path.child('sources').index(index);
    const errors = (yield* validateProjection(source, at, path)).concat(yield* conflicts(filesOf(source)));
    if (Object.keys(source).length > 1)
      errors.push(fieldErrors.forbidden(at, 'may not specify more than 1 volume type per source'));
    return errors;
  });
}

const filesOf = ({ secret, configMap, downwardAPI, clusterTrustBundle, podCertificate }: VolumeProjection): Made[] => [
  ...(secret?.items ?? []).map((item): Made => [item.path, secret!.name]),
  ...(configMap?.items ?? []).map((item): Made => [item.path, configMap!.name]),
  ...(downwardAPI?.items ?? []).map((item): Made => [item.path, item.path]),
  ...(clusterTrustBundle ? [[clusterTrustBundle.path, clusterTrustBundle.path] as const] : []),
  ...PATHS.map((name): Made => [podCertificate?.[name], podCertificate?.[name]]),
];

/** `volumePath`: where Kubernetes looks for the path of a token. */
function* validateProjection(source: VolumeProjection, path: FieldPath, volumePath: FieldPath): Steps<FieldError[]> {
  const { secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source;
  return [
    ...(secret ? yield* validateItems(secret.items, path.child('secret', 'items')) : []),
    ...(configMap ? yield* validateItems(configMap.items, path.child('configMap', 'items')) : []),
    ...(yield* errorsOfEach(downwardAPI?.items ?? [], (file) => validateDownwardFile(file, path.child('downwardAPI')))),
    ...(serviceAccountToken ? validateToken(serviceAccountToken, path.child('serviceAccountToken'), volumePath) : []),
    ...(clusterTrustBundle ? yield* validateTrustBundle(clusterTrustBundle, path.child('clusterTrustBundle')) : []),
    ...(podCertificate ? yield* validateCertificate(podCertificate, path.child('podCertificate')) : []),
  ];
}

function validateToken(
  { expirationSeconds: seconds = 0, path: file }: ServiceAccountTokenProjection,
  path: FieldPath,
  volumePath: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const life = path.child('expirationSeconds');
  if (seconds < MIN_TOKEN_SECONDS)
    errors.push(fieldErrors.invalid(life, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > MAX_TOKEN_SECONDS)
    errors.push(fieldErrors.invalid(life, seconds, 'may not specify a duration larger than 2^32 seconds'));
  const at = volumePath.child('path');
  return [...errors, ...(file ? validateFileName(at, file) : [fieldErrors.required(at)])];
}

/** One bundle by its name, or all of a signer that a selector selects. */
function* validateTrustBundle(bundle: ClusterTrustBundleProjection, path: FieldPath): Steps<FieldError[]> {
  const { name, signerName, labelSelector } = bundle;
  const errors: FieldError[] = [];
  if (name !== undefined && signerName !== undefined)
    errors.push(fieldErrors.invalid(path, bundle, 'only one of name and signerName may be used'));
  else if (name !== undefined) {
    const at = path.child('name');
    if (name === '') errors.push(fieldErrors.required(at, 'must be a valid object name'));
    // What is before the last colon is the signer's name.
    for (const text of isDns1123Subdomain(name.slice(name.lastIndexOf(':') + 1)))
      errors.push(fieldErrors.invalid(at, name, `not a valid clustertrustbundlename: ${text}`));
    if (labelSelector) {
      const detail = 'labelSelector must be unset if name is specified';
      errors.push(fieldErrors.invalid(path.child('labelSelector'), labelSelector, detail));
    }
  } else if (signerName !== undefined) {
    const at = path.child('signerName');
    if (signerName === '') errors.push(fieldErrors.required(at, 'must be a valid signer name'));
    errors.push(...validateSignerName(signerName, at));
    errors.push(...(yield* validateLabelSelector(labelSelector, path.child('labelSelector'))));
  } else errors.push(fieldErrors.required(path, 'either name or signerName must be specified'));
  const at = path.child('path');
  return [...errors, ...(bundle.path ? validateFileName(at, bundle.path) : [fieldErrors.required(at)])];
}

function* validateCertificate(certificate: PodCertificateProjection, path: FieldPath): Steps<FieldError[]> {
  const { signerName = '', keyType = '', maxExpirationSeconds: seconds, userAnnotations } = certificate;
  const errors = validateSignerName(signerName, path.child('signerName'));
  errors.push(...(yield* validateUserAnnotations(userAnnotations, path.child('userAnnotations'))));
  if (!KEY_TYPES.includes(keyType)) errors.push(fieldErrors.notSupported(path.child('keyType'), keyType, KEY_TYPES));
  if (seconds !== undefined) {
    const at = path.child('maxExpirationSeconds');
    const most = isKubernetesSigner(signerName) ? MOST_SECONDS_OF_KUBERNETES : MOST_SECONDS;
    if (seconds < HOUR)
      errors.push(fieldErrors.invalid(at, seconds, `if provided, maxExpirationSeconds must be >= ${HOUR}`));
    if (seconds > most)
      errors.push(fieldErrors.invalid(at, seconds, `if provided, maxExpirationSeconds must be <= ${most}`));
  }
  for (const name of PATHS) errors.push(...validateFileName(path.child(name), certificate[name]));
  if (PATHS.every((name) => !certificate[name])) {
    const detail = 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath';
    errors.push(fieldErrors.required(path, detail));
  }
  return errors;
}
