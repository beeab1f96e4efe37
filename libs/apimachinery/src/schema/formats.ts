import { fieldErrors, type FieldError } from '../validation/field-error';
import type { FieldPath } from '../validation/field-path';
import {
  inBytes,
  isCIdentifier,
  isConfigMapKey,
  isDns1123Label,
  isDns1123Subdomain,
  isDns1123SubdomainCaseless,
  isEnvVarName,
  isHttpHeaderName,
  isLabelValue,
  isPathSegmentName,
  isPortName,
  isQualifiedName,
} from '../validation/names';

/** Takes what is wrong with the value at hand; the path is only made for that. */
export type Report = (make: (path: FieldPath) => FieldError) => void;

export type FormatCheck = (value: string, report: Report) => void;

const MAX_POOL_NAME = 253;
const MAX_DEVICE_NAME = 32;
const MAX_DEVICE_DOMAIN = 63;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isShortName = (value: string): string[] => inBytes(isDns1123Label(value));
const isLongName = (value: string): string[] => inBytes(isDns1123Subdomain(value));

const texts =
  (check: (value: string) => string[]): FormatCheck =>
  (value, report) => {
    for (const text of check(value)) report((path) => fieldErrors.invalid(path, value, text));
  };

function notLonger(value: string, max: number, report: Report): void {
  if (Buffer.byteLength(value) > max) report((path) => fieldErrors.tooLong(path, value, max));
}

const isUuid = texts((value) => (UUID.test(value) ? [] : ['must be a lowercase UUID in 8-4-4-4-12 format']));

const isPrefixedLabelKey = texts((value) => {
  const problems = isQualifiedName(value);
  return problems.length > 0 || value.includes('/') ? problems : ["must include a prefix (e.g. 'example.com/key')"];
});

/** Subdomains with slashes between them. */
const isResourcePoolName: FormatCheck = (value, report) => {
  notLonger(value, MAX_POOL_NAME, report);
  for (const [index, segment] of value.split('/').entries()) {
    if (segment === '') report((path) => fieldErrors.invalid(path, value, `segment ${index}: must not be empty`));
    else
      for (const text of isLongName(segment))
        report((path) => fieldErrors.invalid(path, segment, `segment ${index}: ${text}`));
  }
};

/** The name of a resource that a plugin offers, and that a quota can name. */
const isExtendedResourceName = texts((value) => {
  const problems = isQualifiedName(`requests.${value}`);
  if (value.startsWith('requests.')) problems.unshift('must not have "requests." prefix');
  if (!value.includes('/')) problems.unshift("a name must be a domain-prefixed path, such as 'example.com/my-prop'");
  else if (value.includes('kubernetes.io/')) problems.unshift('must not have "kubernetes.io/" domain');
  return problems;
});

const isDeviceName: FormatCheck = (name, report) => {
  notLonger(name, MAX_DEVICE_NAME, report);
  texts(isCIdentifier)(name, report);
};

/** An attribute or a capacity of a device with its domain: `example.com/memory`. */
const isResourceFullyQualifiedName: FormatCheck = (value, report) => {
  const slash = value.indexOf('/');
  const name = value.slice(slash + 1);
  if (slash === 0) report((path) => fieldErrors.invalid(path, '', 'prefix must not be empty'));
  else if (slash > 0) {
    const domain = value.slice(0, slash);
    notLonger(domain, MAX_DEVICE_DOMAIN, report);
    for (const text of isLongName(domain)) report((path) => fieldErrors.invalid(path, domain, `prefix: ${text}`));
  }
  if (name === '' && slash >= 0) report((path) => fieldErrors.invalid(path, '', 'name must not be empty'));
  else isDeviceName(name, report);
  if (slash < 0)
    report((path) =>
      fieldErrors.invalid(path, value, 'a fully qualified name must be a domain and a name separated by a slash'),
    );
};

/** Those with `k8s-` are Kubernetes' own names. */
const FORMATS = new Map<string, FormatCheck>([
  ['k8s-short-name', texts(isShortName)],
  ['k8s-long-name', texts(isLongName)],
  ['k8s-long-name-caseless', texts((value) => inBytes(isDns1123SubdomainCaseless(value)))],
  ['k8s-label-key', texts(isQualifiedName)],
  ['k8s-prefixed-label-key', isPrefixedLabelKey],
  ['k8s-label-value', texts(isLabelValue)],
  ['k8s-path-segment-name', texts(isPathSegmentName)],
  ['k8s-uuid', isUuid],
  ['k8s-resource-pool-name', isResourcePoolName],
  ['k8s-extended-resource-name', isExtendedResourceName],
  ['k8s-resource-fully-qualified-name', isResourceFullyQualifiedName],
  ['dns-label', texts(isDns1123Label)],
  ['dns-subdomain', texts(isDns1123Subdomain)],
  ['config-map-key', texts(isConfigMapKey)],
  ['env-var-name', texts(isEnvVarName)],
  ['http-header-name', texts(isHttpHeaderName)],
  ['port-name', texts(isPortName)],
]);

/** The format that a field's rules name. @throws Error for one that there is not. */
export function formatOf(name: string): FormatCheck {
  const check = FORMATS.get(name);
  if (!check) throw new Error(`no format ${name}`);
  return check;
}
