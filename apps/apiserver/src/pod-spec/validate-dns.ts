import {
  fieldErrors,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type { PodDNSConfig, PodSpec } from '@kubets/proto-gen/core/v1';
import { validateIp } from '../validation/endpoint-address';
import { invalidEach } from '../validation/field-checks';

const MAX_NAMESERVERS = 3;
const MAX_SEARCH_PATHS = 32;
const MAX_SEARCH_CHARACTERS = 2048;

function validateConfig(config: PodDNSConfig, path: FieldPath): FieldError[] {
  const { nameservers = [], searches = [], options = [] } = config;
  const errors: FieldError[] = [];
  if (nameservers.length > MAX_NAMESERVERS) {
    const detail = `must not have more than ${MAX_NAMESERVERS} nameservers`;
    errors.push(fieldErrors.invalid(path.child('nameservers'), nameservers, detail));
  }
  nameservers.forEach((address, index) => errors.push(...validateIp(address, path.child('nameservers').index(index))));
  const at = path.child('searches');
  if (searches.length > MAX_SEARCH_PATHS) {
    errors.push(fieldErrors.invalid(at, searches, `must not have more than ${MAX_SEARCH_PATHS} search paths`));
  }
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`;
    errors.push(fieldErrors.invalid(at, searches, detail));
  }
  searches.forEach((search, index) => {
    // A lone dot keeps names from being completed at all; a trailing one marks the root.
    if (search !== '.')
      errors.push(...invalidEach(at.index(index), search.replace(/\.$/, ''), isDns1123SubdomainWithUnderscore));
  });
  options.forEach(({ name }, index) => {
    if (!name) errors.push(fieldErrors.required(path.child('options').index(index), 'must not be empty'));
  });
  return errors;
}

/** How names are resolved in the pod. */
export function validateDnsConfig({ dnsPolicy, dnsConfig }: PodSpec, path: FieldPath): FieldError[] {
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return [fieldErrors.required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (!dnsConfig.nameservers?.length) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [fieldErrors.required(path.child('nameservers'), detail)];
    }
  }
  return dnsConfig ? validateConfig(dnsConfig, path) : [];
}

/** Entries of /etc/hosts. */
export const validateHostAliases = ({ hostAliases = [] }: PodSpec, path: FieldPath): FieldError[] =>
  hostAliases.flatMap(({ ip = '', hostnames = [] }, index) => {
    const at = path.index(index);
    return [
      ...validateIp(ip, at.child('ip')),
      ...hostnames.flatMap((name, place) => invalidEach(at.child('hostnames').index(place), name, isDns1123Subdomain)),
    ];
  });
