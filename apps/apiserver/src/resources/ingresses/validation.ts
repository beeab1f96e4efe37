import { ANNOTATIONS } from '@kubets/api';
import {
  fieldErrors,
  FieldPath,
  isDns1123Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isPortName,
  isPortNumber,
  isWildcardDns1123Subdomain,
  type FieldError,
} from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { TypedLocalObjectReference } from '@kubets/proto-gen/core/v1';
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressRule,
  IngressServiceBackend,
  IngressTLS,
} from '@kubets/proto-gen/networking/v1';
import { invalidEach, requiredName } from '../../validation/field-checks';
import { leadingZerosFree, strictProblem } from '../../validation/strict-addresses';

const SPEC = FieldPath.of('spec');
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const NO_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const NO_ENDS = ['/..', '/.'];
const NO_NAME = 'must be a DNS name, not an IP address';

const isIp = (text: string): boolean => parseIp(text) !== undefined || leadingZerosFree(text) !== undefined;

/** What was wrong with a stored Ingress already does not keep it from being changed. */
export function validateIngress({ spec = {} }: Ingress, old?: Ingress): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  const errors: FieldError[] = [];
  if (rules.length === 0 && !defaultBackend)
    errors.push(fieldErrors.invalid(SPEC, spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified'));
  if (defaultBackend) errors.push(...validateBackend(defaultBackend, SPEC.child('defaultBackend')));
  const mayHaveBadWildcards = (old?.spec?.rules ?? []).some(
    (rule) => rule.host?.includes('*') && validatePaths(rule, SPEC).length > 0,
  );
  rules.forEach((rule, index) => {
    const path = SPEC.child('rules').index(index);
    const { host = '' } = rule;
    if (host !== '') errors.push(...validateRuleHost(host, path.child('host')));
    if (!host.includes('*') || !mayHaveBadWildcards) errors.push(...validatePaths(rule, path));
  });
  const mayHaveBadSecrets = (old?.spec?.tls ?? []).some(({ secretName }) => secretProblems(secretName).length > 0);
  tls.forEach((one, index) =>
    errors.push(...validateTls(one, SPEC.child('tls').index(index), { secrets: !mayHaveBadSecrets })),
  );
  if (ingressClassName !== undefined)
    errors.push(...invalidEach(SPEC.child('ingressClassName'), ingressClassName, isDns1123Subdomain));
  return errors;
}

/** The old and the new way to name a class must name the same. */
export function validateClassAnnotation({ metadata, spec }: Ingress): FieldError[] {
  const [annotation, field] = [metadata?.annotations?.[ANNOTATIONS.ingressClass], spec?.ingressClassName];
  if (annotation === undefined || field === undefined || annotation === field) return [];
  const detail = 'must match `ingressClassName` when both are specified';
  return [fieldErrors.invalid(FieldPath.of('annotations', ANNOTATIONS.ingressClass), annotation, detail)];
}

const hostProblems = (host: string): string[] =>
  host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);

const validateRuleHost = (host: string, path: FieldPath): FieldError[] => [
  ...(isIp(host) ? [fieldErrors.invalid(path, host, NO_NAME)] : []),
  ...invalidEach(path, host, hostProblems),
];

const secretProblems = (name: string | undefined): string[] => (name ? isDns1123Subdomain(name) : []);

function validateTls({ hosts = [], secretName = '' }: IngressTLS, path: FieldPath, check: { secrets: boolean }) {
  return [
    ...hosts.flatMap((host, index) => invalidEach(path.child('hosts').index(index), host, hostProblems)),
    ...(check.secrets ? invalidEach(path.child('secretName'), secretName, secretProblems) : []),
  ];
}

function validatePaths({ http }: IngressRule, path: FieldPath): FieldError[] {
  if (!http) return [];
  const at = path.child('http', 'paths');
  const paths = http.paths ?? [];
  if (paths.length === 0) return [fieldErrors.required(at)];
  return paths.flatMap((one, index) => validatePath(one, at.index(index)));
}

function validatePath({ path: text = '', pathType, backend = {} }: HTTPIngressPath, path: FieldPath): FieldError[] {
  const at = path.child('path');
  if (pathType === undefined) return [fieldErrors.required(path.child('pathType'), 'pathType must be specified')];
  const invalid = (detail: string) => fieldErrors.invalid(at, text, detail);
  const errors: FieldError[] = [];
  if (!PATH_TYPES.includes(pathType))
    errors.push(fieldErrors.notSupported(path.child('pathType'), pathType, PATH_TYPES));
  else if (pathType === 'ImplementationSpecific') {
    if (text !== '' && !text.startsWith('/')) errors.push(invalid('must be an absolute path'));
  } else {
    if (!text.startsWith('/')) errors.push(invalid('must be an absolute path'));
    for (const sequence of NO_SEQUENCES)
      if (text.includes(sequence)) errors.push(invalid(`must not contain '${sequence}'`));
    for (const end of NO_ENDS) if (text.endsWith(end)) errors.push(invalid(`cannot end with '${end}'`));
  }
  return [...errors, ...validateBackend(backend, path.child('backend'))];
}

function validateBackend({ resource, service }: IngressBackend, path: FieldPath): FieldError[] {
  if (resource && service) return [fieldErrors.invalid(path, '', 'cannot set both resource and service backends')];
  if (resource) return validateReference(resource, path.child('resource'));
  if (service) return validateService(service, path);
  return [fieldErrors.invalid(path, '', 'resource or service backend is required')];
}

const validateReference = ({ apiGroup, kind, name }: TypedLocalObjectReference, path: FieldPath): FieldError[] => [
  ...(apiGroup === undefined ? [] : invalidEach(path.child('apiGroup'), apiGroup, isDns1123Subdomain)),
  ...requiredName(path.child('kind'), kind, isPathSegmentName),
  ...requiredName(path.child('name'), name, isPathSegmentName),
];

function validateService({ name, port = {} }: IngressServiceBackend, path: FieldPath): FieldError[] {
  const errors = requiredName(path.child('service', 'name'), name, isDns1123Label);
  const at = path.child('service', 'port');
  const { name: portName = '', number = 0 } = port;
  if (portName !== '' && number !== 0)
    errors.push(fieldErrors.invalid(path, '', 'cannot set both port name & port number'));
  else if (portName !== '') errors.push(...invalidEach(at.child('name'), portName, isPortName));
  else if (number !== 0)
    errors.push(...isPortNumber(number).map((text) => fieldErrors.invalid(at.child('number'), number, text)));
  else errors.push(fieldErrors.required(path, 'port name or number is required'));
  return errors;
}

const VALID_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** Where the load balancer takes traffic; addresses that were there may stay as they are. */
export function validateIngressStatus({ status }: Ingress, old?: Ingress): FieldError[] {
  const kept = new Set((old?.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip));
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip = '', hostname = '' }, index) => {
    const path = FieldPath.of('status', 'loadBalancer', 'ingress').index(index);
    const errors: FieldError[] = [];
    const problem = ip === '' || kept.has(ip) ? undefined : ipProblem(ip);
    if (problem) errors.push(fieldErrors.invalid(path.child('ip'), ip, problem));
    if (hostname === '') return errors;
    errors.push(...invalidEach(path.child('hostname'), hostname, isDns1123Subdomain));
    if (isIp(hostname)) errors.push(fieldErrors.invalid(path.child('hostname'), hostname, NO_NAME));
    return errors;
  });
}

const ipProblem = (ip: string): string | undefined =>
  leadingZerosFree(ip) !== undefined ? 'must not have leading 0s' : parseIp(ip) ? strictProblem(ip) : VALID_IP;
