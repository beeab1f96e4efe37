import { goSelector } from '@kubets/apimachinery';
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
  return goSelector(selector);
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
