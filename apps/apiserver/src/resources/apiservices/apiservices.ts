import {
  fieldErrors,
  FieldPath,
  isDns1035Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isPortNumber,
  type FieldError,
} from '@kubets/apimachinery';
import type { APIService } from '@kubets/proto-gen/apiregistration/v1';
import { apiServices as names } from '@kubets/proto-gen/catalogue';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { availableLocally } from './local-condition';

const SPEC = FieldPath.of('spec');
const MOST_GROUP_PRIORITY = 20_000;
const MOST_VERSION_PRIORITY = 1_000;

/** It is called as its version and group say. */
function validateName(name: string, { spec = {} }: APIService = {}): string[] {
  const required = `${spec.version ?? ''}.${spec.group ?? ''}`;
  const problems = isPathSegmentName(name);
  if (problems.length > 0 || name === required) return problems;
  return [`must be \`spec.version+"."+spec.group\`: ${JSON.stringify(required)}`];
}

function validateService({ spec = {} }: APIService): FieldError[] {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  const errors: FieldError[] = [];
  const invalid = (path: FieldPath, value: unknown, ...problems: string[]) =>
    errors.push(...problems.map((problem) => fieldErrors.invalid(path, value, problem)));
  if (group === '' && version !== 'v1')
    errors.push(
      fieldErrors.required(SPEC.child('group'), 'only v1 may have an empty group and it better be legacy kube'),
    );
  if (group !== '') invalid(SPEC.child('group'), group, ...isDns1123Subdomain(group));
  invalid(SPEC.child('version'), version, ...isDns1035Label(version));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > MOST_GROUP_PRIORITY)
    invalid(SPEC.child('groupPriorityMinimum'), groupPriorityMinimum, 'must be positive and less than 20000');
  if (versionPriority <= 0 || versionPriority > MOST_VERSION_PRIORITY)
    invalid(SPEC.child('versionPriority'), versionPriority, 'must be positive and less than 1000');
  return [...errors, ...serverErrors(spec)];
}

/** Of who serves it, where that is not this server. */
function serverErrors({
  service,
  caBundle = '',
  insecureSkipTLSVerify,
}: NonNullable<APIService['spec']>): FieldError[] {
  const ofBundle = SPEC.child('caBundle');
  const ofSkipping = SPEC.child('insecureSkipTLSVerify');
  if (!service) {
    const bytes = Buffer.from(caBundle, 'base64').length;
    return [
      ...(bytes > 0
        ? [fieldErrors.invalid(ofBundle, `${bytes} bytes`, 'local APIServices may not have a caBundle')]
        : []),
      ...(insecureSkipTLSVerify
        ? [fieldErrors.invalid(ofSkipping, true, 'local APIServices may not have insecureSkipTLSVerify')]
        : []),
    ];
  }
  const { namespace, name, port = 0 } = service;
  const path = SPEC.child('service');
  const problems = isPortNumber(port);
  return [
    ...(namespace ? [] : [fieldErrors.required(path.child('namespace'))]),
    ...(name ? [] : [fieldErrors.required(path.child('name'))]),
    ...(problems.length > 0
      ? [fieldErrors.invalid(path.child('port'), port, `port is not valid: ${problems.join(', ')}`)]
      : []),
    ...(insecureSkipTLSVerify && caBundle
      ? [fieldErrors.invalid(ofSkipping, true, 'may not be true if caBundle is present')]
      : []),
  ];
}

function availability({ status }: APIService): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available');
  if (!condition) return 'Unknown';
  const { status: is = '', reason } = condition;
  return is === 'True' || !reason ? is : `${is} (${reason})`;
}

export const apiServices = defineResource<APIService>(names, {
  columns: [
    nameColumn,
    textColumn<APIService>({
      name: 'Service',
      description: 'The Service that serves it, or Local for what this server serves.',
      value: ({ spec }) => (spec?.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local'),
    }),
    textColumn<APIService>({ name: 'Available', description: 'Whether it can be asked.', value: availability }),
    ageColumn,
  ],
  prepareForCreate(object, { now }) {
    if (!object.spec?.service) object.status = { conditions: [availableLocally(now)] };
  },
  validateName,
  validate: validateService,
  status: { keepsMetadata: true },
  requireResourceVersion: true,
  anyFinalizer: true,
});
