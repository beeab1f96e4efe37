import {
  fieldErrors,
  FieldPath,
  isDns1123Label,
  isDns1123Subdomain,
  semanticEqual,
  type FieldError,
} from '@kubets/apimachinery';
import type {
  FlowSchema,
  FlowSchemaSpec,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  Subject,
} from '@kubets/proto-gen/flowcontrol/v1';
import { MANDATORY_SCHEMAS } from '../../flow-control/bootstrap-objects';
import { invalidEach } from '../../validation/field-checks';
import { goStruct } from '../../validation/go-struct';

const SPEC = FieldPath.of('spec');
const ALL = '*';
const MAX_PRECEDENCE = 10_000;
const METHODS = ['ByNamespace', 'ByUser'];
const SUBJECT_KINDS = ['Group', 'ServiceAccount', 'User'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

/** All that is wrong with a schema. */
export function schemaErrors({ metadata, spec = {} }: FlowSchema): FieldError[] {
  const name = metadata?.name ?? '';
  const mandatory = MANDATORY_SCHEMAS.find((one) => one.metadata?.name === name);
  if (mandatory && !semanticEqual(spec, mandatory.spec))
    return [
      fieldErrors.invalid(
        SPEC,
        goStruct(spec, 'kubets.flowcontrol.v1.FlowSchemaSpec'),
        `spec of '${name}' must equal the fixed value`,
      ),
    ];
  const { distinguisherMethod, priorityLevelConfiguration, rules = [] } = spec;
  const level = priorityLevelConfiguration?.name ?? '';
  const levelPath = SPEC.child('priorityLevelConfiguration', 'name');
  const type = distinguisherMethod?.type ?? '';
  return [
    ...precedenceErrors(name, spec),
    ...(distinguisherMethod && !METHODS.includes(type)
      ? [fieldErrors.notSupported(SPEC.child('distinguisherMethod', 'type'), { Type: type }, METHODS)]
      : []),
    ...(level === ''
      ? [fieldErrors.required(levelPath, 'must reference a priority level')]
      : invalidEach(levelPath, level, isDns1123Subdomain)),
    ...rules.flatMap((rule, index) => ruleErrors(rule, SPEC.child('rules').index(index))),
  ];
}

function precedenceErrors(name: string, { matchingPrecedence = 0 }: FlowSchemaSpec): FieldError[] {
  const path = SPEC.child('matchingPrecedence');
  const invalid = (detail: string) => [fieldErrors.invalid(path, matchingPrecedence, detail)];
  if (matchingPrecedence <= 0) return invalid('must be a positive value');
  if (matchingPrecedence > MAX_PRECEDENCE) return invalid(`must not be greater than ${MAX_PRECEDENCE}`);
  if (matchingPrecedence === 1 && name !== 'exempt')
    return invalid("only the schema named 'exempt' may have matchingPrecedence 1");
  return [];
}

function ruleErrors(rule: PolicyRulesWithSubjects, path: FieldPath): FieldError[] {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  return [
    ...(subjects.length === 0
      ? [fieldErrors.required(path.child('subjects'), 'subjects must contain at least one value')]
      : subjects.flatMap((subject, index) => subjectErrors(subject, path.child('subjects').index(index)))),
    ...(resourceRules.length === 0 && nonResourceRules.length === 0
      ? [fieldErrors.required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty')]
      : []),
    ...resourceRules.flatMap((one, index) => resourceErrors(one, path.child('resourceRules').index(index))),
    ...nonResourceRules.flatMap((one, index) => pathErrors(one, path.child('nonResourceRules').index(index))),
  ];
}

function subjectErrors(subject: Subject, path: FieldPath): FieldError[] {
  const { kind = '', user, group, serviceAccount } = subject;
  if (!SUBJECT_KINDS.includes(kind)) return [fieldErrors.notSupported(path.child('kind'), kind, SUBJECT_KINDS)];
  const own = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
  const parts = { serviceAccount, user, group };
  const forbidden = Object.entries(parts).flatMap(([field, value]) => {
    const owner = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    return field !== own && value
      ? [fieldErrors.forbidden(path.child(field), `${field} is forbidden when subject kind is not '${owner}'`)]
      : [];
  });
  const at = path.child(own);
  if (!parts[own as keyof typeof parts])
    return [fieldErrors.required(at, `${own} is required when subject kind is '${kind}'`), ...forbidden];
  if (kind === 'ServiceAccount') return [...accountErrors(serviceAccount!, at), ...forbidden];
  const { name = '' } = (kind === 'User' ? user : group)!;
  return name === '' ? [fieldErrors.required(at.child('name')), ...forbidden] : forbidden;
}

function accountErrors(
  { namespace = '', name = '' }: NonNullable<Subject['serviceAccount']>,
  path: FieldPath,
): FieldError[] {
  return [
    ...(name === ''
      ? [fieldErrors.required(path.child('name'))]
      : name === ALL
        ? []
        : invalidEach(path.child('name'), name, isDns1123Subdomain)),
    ...(namespace === ''
      ? [fieldErrors.required(path.child('namespace'), 'must specify namespace for service account')]
      : invalidEach(path.child('namespace'), namespace, isDns1123Label)),
  ];
}

function verbErrors(verbs: readonly string[], path: FieldPath): FieldError[] {
  if (verbs.length === 0) return [fieldErrors.required(path, 'verbs must contain at least one value')];
  if (isMixed(verbs)) return [fieldErrors.invalid(path, verbs, "if '*' is present, must not specify other verbs")];
  return verbs.every((verb) => verb === ALL || VERBS.includes(verb))
    ? []
    : [fieldErrors.notSupported(path, verbs, VERBS)];
}

const namespaceProblems = (namespace: string): string[] =>
  isDns1123Label(namespace).map((problem) => `each member of this list must be '*' or a DNS-1123 label; ${problem}`);

/** All, and some besides. */
const isMixed = (values: readonly string[]): boolean => values.length > 1 && values.includes(ALL);

function resourceErrors(rule: ResourcePolicyRule, path: FieldPath): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope } = rule;
  const list = (field: string, values: readonly string[], one: string, many: string) =>
    values.length === 0
      ? [fieldErrors.required(path.child(field), `resource rules must supply at least one ${one}`)]
      : isMixed(values)
        ? [fieldErrors.invalid(path.child(field), values, `if '*' is present, must not specify other ${many}`)]
        : [];
  const at = path.child('namespaces');
  const missing = 'resource rules that are not cluster scoped must supply at least one namespace';
  return [
    ...verbErrors(verbs, path.child('verbs')),
    ...list('apiGroups', apiGroups, 'api group', 'api groups'),
    ...list('resources', resources, 'resource', 'resources'),
    ...(namespaces.length === 0 && !clusterScope ? [fieldErrors.required(at, missing)] : []),
    ...(isMixed(namespaces)
      ? [fieldErrors.invalid(at, namespaces, "if '*' is present, must not specify other namespaces")]
      : namespaces.flatMap((one, index) => (one === ALL ? [] : invalidEach(at.index(index), one, namespaceProblems)))),
  ];
}

function pathErrors({ verbs = [], nonResourceURLs: urls = [] }: NonResourcePolicyRule, path: FieldPath): FieldError[] {
  const at = path.child('nonResourceURLs');
  return [
    ...verbErrors(verbs, path.child('verbs')),
    ...(urls.length === 0
      ? [fieldErrors.required(at, 'nonResourceURLs must contain at least one value')]
      : isMixed(urls)
        ? [fieldErrors.invalid(at, urls, "if '*' is present, must not specify other non-resource URLs")]
        : urls.flatMap((url, index) => urlErrors(url, at.index(index)))),
  ];
}

function urlErrors(url: string, path: FieldPath): FieldError[] {
  if (url === '') return [fieldErrors.invalid(path, url, 'must not be empty')];
  if (url === ALL || url === '/') return [];
  if (!url.startsWith('/')) return [fieldErrors.invalid(path, url, 'must start with slash')];
  if (url.includes(' ')) return [fieldErrors.invalid(path, url, 'must not contain white-space')];
  if (url.includes('//')) return [fieldErrors.invalid(path, url, 'must not contain double slash')];
  const fixed = url.replace(/\/\*$/, '');
  const detail = 'wildcard can only do suffix matching';
  return fixed.includes(ALL) ? [fieldErrors.invalid(path, url, detail)] : [];
}
