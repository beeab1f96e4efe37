import { validatingAdmissionPolicyBindings as names } from '@kubets/proto-gen/catalogue';
import type { ParamRef, ValidatingAdmissionPolicyBinding } from '@kubets/proto-gen/admissionregistration/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { bindingErrors } from './rules';

function paramText({ name = '', namespace = '', selector }: ParamRef = {}): string {
  if (name !== '') return `${namespace || '*'}/${name}`;
  if (!selector) return '<unset>';
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key = '', operator = '', values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.map(([key, value]) => `${key}: ${value},`).join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}

export const validatingAdmissionPolicyBindings = defineResource<ValidatingAdmissionPolicyBinding>(names, {
  columns: [
    nameColumn,
    textColumn<ValidatingAdmissionPolicyBinding>({
      name: 'PolicyName',
      description: 'The policy that is put into force.',
      value: ({ spec }) => spec?.policyName ?? '',
    }),
    textColumn<ValidatingAdmissionPolicyBinding>({
      name: 'ParamRef',
      description: 'The objects with parameters.',
      value: ({ spec }) => paramText(spec?.paramRef),
    }),
    ageColumn,
  ],
  validate: bindingErrors,
  hasGeneration: true,
  requireResourceVersion: true,
});
