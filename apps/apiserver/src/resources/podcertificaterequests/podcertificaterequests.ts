import {
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  formatLabels,
  semanticEqual,
  type FieldError,
} from '@kubets/apimachinery';
import { podCertificateRequests as names } from '@kubets/proto-gen/catalogue';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import { nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { goStruct } from '../../validation/go-struct';
import { validateRequest } from './validate-request';
import { endOf, validateStatus } from './validate-status';

const column = (name: string, description: string, value: (request: PodCertificateRequest) => string) =>
  textColumn<PodCertificateRequest>({ name, description, value });

/** Kubernetes' own struct has two fields more, from before there were requests in PKCS #10. */
function validateChange({ spec = {} }: PodCertificateRequest, old: PodCertificateRequest): FieldError[] {
  if (semanticEqual(spec, old.spec ?? {})) return [];
  const struct = goStruct(spec, 'kubets.certificates.v1.PodCertificateRequestSpec');
  const { StubPKCS10Request, UnverifiedUserAnnotations, ...before } = struct;
  const shown = {
    ...before,
    PKIXPublicKey: null,
    ProofOfPossession: null,
    StubPKCS10Request,
    UnverifiedUserAnnotations,
  };
  return [fieldErrors.invalid(FieldPath.of('spec'), shown, FIELD_IMMUTABLE)];
}

export const podCertificateRequests = defineResource<PodCertificateRequest>(names, {
  hashedVersion: 'v1beta1',
  columns: [
    nameColumn,
    column('PodName', 'The pod that the certificate is for.', ({ spec }) => spec?.podName ?? ''),
    column('ServiceAccountName', "The pod's ServiceAccount.", ({ spec }) => spec?.serviceAccountName ?? ''),
    column('NodeName', 'The node that the pod is on.', ({ spec }) => spec?.nodeName ?? ''),
    column('SignerName', 'Who is asked to sign.', ({ spec }) => spec?.signerName ?? ''),
    column('State', 'How the request ended.', (request) => endOf(request) ?? 'Pending'),
    column('UnverifiedUserAnnotations', 'What the pod wants to tell the signer.', ({ spec }) =>
      formatLabels(spec?.unverifiedUserAnnotations),
    ),
  ],
  validateCreate: (request) => validateRequest(request),
  validateUpdate: validateChange,
  status: {
    keepsMetadata: true,
    validateUpdate: (request, old, { now }) => validateStatus(request, old, now),
  },
  fieldSelectors: {
    'spec.signerName': ({ spec }) => spec?.signerName ?? '',
    'spec.podName': ({ spec }) => spec?.podName ?? '',
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
  },
  requireResourceVersion: true,
});
