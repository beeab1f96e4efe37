import { validatingAdmissionPolicyBindings as names } from '@kubets/proto-gen/catalogue';
import type { ValidatingAdmissionPolicyBinding } from '@kubets/proto-gen/admissionregistration/v1';
import { policyBindingColumns } from '../../columns/policy-columns';
import { defineResource } from '../../registry/define-resource';
import { bindingErrors } from './rules';

export const validatingAdmissionPolicyBindings = defineResource<ValidatingAdmissionPolicyBinding>(names, {
  columns: policyBindingColumns,
  validate: bindingErrors,
  hasGeneration: true,
  anyFinalizer: true,
  requireResourceVersion: true,
});
