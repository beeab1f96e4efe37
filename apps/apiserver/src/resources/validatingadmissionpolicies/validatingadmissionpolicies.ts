import { validatingAdmissionPolicies as names } from '@kubets/proto-gen/catalogue';
import type { ValidatingAdmissionPolicy } from '@kubets/proto-gen/admissionregistration/v1';
import { ageColumn, countColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { paramKindText } from '../../columns/policy-columns';
import { defineResource } from '../../registry/define-resource';

type Rules = typeof import('./rules');

/** What knows expressions is loaded when the first policy is written. */
let rules: Rules | undefined;

export const validatingAdmissionPolicies = defineResource<ValidatingAdmissionPolicy>(names, {
  columns: [
    nameColumn,
    countColumn<ValidatingAdmissionPolicy>({
      name: 'Validations',
      description: 'How many rules there are.',
      value: ({ spec }) => spec?.validations?.length ?? 0,
    }),
    textColumn<ValidatingAdmissionPolicy>({
      name: 'ParamKind',
      description: 'The kind of the objects with parameters.',
      value: ({ spec }) => paramKindText(spec?.paramKind),
    }),
    ageColumn,
  ],
  async loadRules() {
    rules = await import('./rules');
  },
  validate: (policy) => rules!.policyErrors(policy),
  status: { validateUpdate: ({ status }) => rules!.statusErrors(status) },
  hasGeneration: true,
  anyFinalizer: true,
  requireResourceVersion: true,
});
