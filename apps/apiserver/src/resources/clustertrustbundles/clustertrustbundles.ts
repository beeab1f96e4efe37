import { FieldPath, isDns1123Subdomain, type FieldError, type Steps } from '@kubets/apimachinery';
import { clusterTrustBundles as names } from '@kubets/proto-gen/catalogue';
import type { ClusterTrustBundle } from '@kubets/proto-gen/certificates/v1';
import { nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { immutableField } from '../../validation/field-checks';
import { validateSignerName } from '../../validation/signer-name';
import { validateTrustBundle } from './validate-trust-bundle';

const SIGNER = FieldPath.of('spec', 'signerName');
const BUNDLE = FieldPath.of('spec', 'trustBundle');

/** A bundle of a signer begins with its name, so that a rule for names is one for signers. */
function nameProblems(name: string, signer: string): string[] {
  if (signer === '') {
    if (name.includes(':')) return ['ClusterTrustBundle without signer name must not have ":" in its name'];
    return isDns1123Subdomain(name);
  }
  const prefix = `${signer.replaceAll('/', ':')}:`;
  if (!name.startsWith(prefix))
    return [`ClusterTrustBundle for signerName ${signer} must be named with prefix ${prefix}`];
  return isDns1123Subdomain(name.slice(prefix.length));
}

function validateBundle(bundle: ClusterTrustBundle): FieldError[] {
  const { signerName = '' } = bundle.spec ?? {};
  return signerName ? validateSignerName(signerName, SIGNER) : [];
}

/** What is stored stays, though another parser might refuse it. */
function* validateChange(bundle: ClusterTrustBundle, { spec: old = {} }: ClusterTrustBundle): Steps<FieldError[]> {
  const { trustBundle = '', signerName = '' } = bundle.spec ?? {};
  return [
    ...validateBundle(bundle),
    ...(trustBundle === (old.trustBundle ?? '') ? [] : yield* validateTrustBundle(trustBundle, BUNDLE)),
    ...immutableField(SIGNER, signerName, old.signerName ?? ''),
  ];
}

export const clusterTrustBundles = defineResource<ClusterTrustBundle>(names, {
  hashedVersion: 'v1beta1',
  columns: [
    nameColumn,
    textColumn<ClusterTrustBundle>({
      name: 'SignerName',
      description: 'The signer whose certificates they are.',
      value: ({ spec }) => spec?.signerName || '<none>',
    }),
  ],
  validateName: (name, bundle) => nameProblems(name, bundle?.spec?.signerName ?? ''),
  *validateCreate(bundle) {
    return [...validateBundle(bundle), ...(yield* validateTrustBundle(bundle.spec?.trustBundle ?? '', BUNDLE))];
  },
  validateUpdate: validateChange,
  fieldSelectors: { 'spec.signerName': ({ spec }) => spec?.signerName ?? '' },
  requireResourceVersion: true,
});
