import type {
  MutatingAdmissionPolicyBinding,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicyBinding,
} from '@kubets/proto-gen/admissionregistration/v1';
import type { TableColumn } from '../registry/table-column';
import { ageColumn, nameColumn, textColumn } from './standard-columns';

type AnyBinding = ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding;

export const paramKindText = (kind: ParamKind | undefined): string =>
  kind ? `${kind.apiVersion ?? ''}/${kind.kind ?? ''}` : '<unset>';

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

export const policyBindingColumns: TableColumn<AnyBinding>[] = [
  nameColumn,
  textColumn<AnyBinding>({
    name: 'PolicyName',
    description: 'The policy that is put into force.',
    value: ({ spec }) => spec?.policyName ?? '',
  }),
  textColumn<AnyBinding>({
    name: 'ParamRef',
    description: 'The objects with parameters.',
    value: ({ spec }) => paramText(spec?.paramRef),
  }),
  ageColumn,
];
