import { mutatingAdmissionPolicies as names } from '@kubets/proto-gen/catalogue';
import type { MutatingAdmissionPolicy } from '@kubets/proto-gen/admissionregistration/v1';
import { paramKindText } from '../../columns/policy-columns';
import { ageColumn, countColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

type Rules = typeof import('./rules');

/** What knows expressions is loaded when the first policy is written. */
let rules: Rules | undefined;

export const mutatingAdmissionPolicies = defineResource<MutatingAdmissionPolicy>(names, {
  columns: [
    nameColumn,
    countColumn<MutatingAdmissionPolicy>({
      name: 'Mutations',
      description: 'How many changes there are.',
      value: ({ spec }) => spec?.mutations?.length ?? 0,
    }),
    textColumn<MutatingAdmissionPolicy>({
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
  hasGeneration: true,
  requireResourceVersion: true,
  anyFinalizer: true,
});
