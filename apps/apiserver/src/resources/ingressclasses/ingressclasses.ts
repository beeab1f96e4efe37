import { ANNOTATIONS } from '@kubets/api';
import {
  fieldErrors,
  FieldPath,
  isDns1123Label,
  isDns1123Subdomain,
  isPathSegmentName,
  nameOf,
  patternText,
  type FieldError,
} from '@kubets/apimachinery';
import { ingressClasses as names } from '@kubets/proto-gen/catalogue';
import type { IngressClass, IngressClassParametersReference } from '@kubets/proto-gen/networking/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { invalidEach } from '../../validation/field-checks';

const SPEC = FieldPath.of('spec');
const MAX_CONTROLLER = 250;
const PATH = String.raw`[A-Za-z0-9/\-._~%!$&'()*+,;=:]+`;
const WHOLE_PATH = new RegExp(`^${PATH}$`);
const SCOPES = ['Cluster', 'Namespace'];

function validateController(controller: string, path: FieldPath): FieldError[] {
  const tooLong = controller.length > MAX_CONTROLLER ? [fieldErrors.tooLong(path, '', MAX_CONTROLLER)] : [];
  if (controller === '') return [fieldErrors.required(path)];
  const slash = controller.indexOf('/');
  const [host, rest] = [controller.slice(0, Math.max(slash, 0)), controller.slice(slash + 1)];
  if (slash <= 0 || rest === '') {
    const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
    return [...tooLong, fieldErrors.invalid(path, controller, detail)];
  }
  return [
    ...tooLong,
    ...invalidEach(path, host, isDns1123Subdomain),
    ...(WHOLE_PATH.test(rest) ? [] : [fieldErrors.invalid(path, rest, patternText('Invalid path', PATH))]),
  ];
}

function validateParameters(parameters: IngressClassParametersReference, path: FieldPath): FieldError[] {
  const { apiGroup, kind, name, scope = '', namespace } = parameters;
  const errors = [
    ...(apiGroup === undefined ? [] : invalidEach(path.child('apiGroup'), apiGroup, isDns1123Subdomain)),
    ...(kind ? invalidEach(path.child('kind'), kind, isPathSegmentName) : []),
    ...(name ? invalidEach(path.child('name'), name, isPathSegmentName) : []),
  ];
  if (!SCOPES.includes(scope)) errors.push(fieldErrors.notSupported(path.child('scope'), scope, SCOPES));
  else if (scope === 'Cluster' && namespace !== undefined)
    errors.push(fieldErrors.forbidden(path.child('namespace'), "`parameters.scope` is set to 'Cluster'"));
  else if (scope === 'Namespace' && namespace === undefined)
    errors.push(fieldErrors.required(path.child('namespace'), "`parameters.scope` is set to 'Namespace'"));
  else if (scope === 'Namespace') errors.push(...invalidEach(path.child('namespace'), namespace!, isDns1123Label));
  return errors;
}

function parametersText({ spec }: IngressClass): string {
  const { apiGroup, kind, name } = spec?.parameters ?? {};
  if (!spec?.parameters) return '<none>';
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`;
}

export const ingressClasses = defineResource<IngressClass>(names, {
  columns: [
    {
      ...nameColumn,
      value: (ingressClass) =>
        nameOf(ingressClass) +
        (ingressClass.metadata?.annotations?.[ANNOTATIONS.isDefaultIngressClass] === 'true' ? ' (default)' : ''),
    },
    textColumn<IngressClass>({
      name: 'Controller',
      description: 'Who implements Ingresses of the class.',
      value: ({ spec }) => spec?.controller ?? '',
    }),
    textColumn<IngressClass>({
      name: 'Parameters',
      description: 'The object with settings of the class.',
      value: parametersText,
    }),
    ageColumn,
  ],
  validate: ({ spec = {} }) => [
    ...validateController(spec.controller ?? '', SPEC.child('controller')),
    ...(spec.parameters ? validateParameters(spec.parameters, SPEC.child('parameters')) : []),
  ],
  hasGeneration: true,
});
