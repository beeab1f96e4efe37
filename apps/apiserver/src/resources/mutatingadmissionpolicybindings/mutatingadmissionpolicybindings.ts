import { FieldPath } from '@kubets/apimachinery';
import { mutatingAdmissionPolicyBindings as names } from '@kubets/proto-gen/catalogue';
import type { MutatingAdmissionPolicyBinding } from '@kubets/proto-gen/admissionregistration/v1';
import { policyBindingColumns } from '../../columns/policy-columns';
import { defineResource } from '../../registry/define-resource';
import { policyBindingErrors } from '../../validation/policy-binding';

export const mutatingAdmissionPolicyBindings = defineResource<MutatingAdmissionPolicyBinding>(names, {
  columns: policyBindingColumns,
  validate: ({ spec = {} }) => policyBindingErrors(spec, FieldPath.of('spec')),
  hasGeneration: true,
  requireResourceVersion: true,
  anyFinalizer: true,
});
