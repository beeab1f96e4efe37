import {
  errorsOfEach,
  fieldErrors,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  type FieldError,
  type FieldPath,
  type MaybeSteps,
  type Steps,
} from '@kubets/apimachinery';
import type { PodDNSConfig, PodSpec } from '@kubets/proto-gen/core/v1';
import { validateIp } from '../validation/endpoint-address';
import { invalidEach } from '../validation/field-checks';

const MAX_NAMESERVERS = 3;
const MAX_SEARCH_PATHS = 32;
const MAX_SEARCH_CHARACTERS = 2048;

function* validateConfig(config: PodDNSConfig, path: FieldPath): Steps<FieldError[]> {
  const { nameservers = [], searches = [], options = [] } = config;
  let errors: FieldError[] = [];
  if (nameservers.length > MAX_NAMESERVERS) {
    const detail = `must not have more than ${MAX_NAMESERVERS} nameservers`;
    errors.push(fieldErrors.invalid(path.child('nameservers'), nameservers, detail));
  }
  errors = errors.concat(
    yield* errorsOfEach(nameservers, (address, index) => validateIp(address, path.child('nameservers').index(index))),
  );
  const at = path.child('searches');
  if (searches.length > MAX_SEARCH_PATHS) {
    errors.push(fieldErrors.invalid(at, searches, `must not have more than ${MAX_SEARCH_PATHS} search paths`));
  }
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`;
    errors.push(fieldErrors.invalid(at, searches, detail));
  }
  return errors.concat(
    yield* errorsOfEach(searches, (search, index) =>
      // A lone dot keeps names from being completed at all; a trailing one marks the root.
      search === '.' ? [] : invalidEach(at.index(index), search.replace(/\.$/, ''), isDns1123SubdomainWithUnderscore),
    ),
    yield* errorsOfEach(options, ({ name }, index) =>
      name ? [] : [fieldErrors.required(path.child('options').index(index), 'must not be empty')],
    ),
  );
}

/** How names are resolved in the pod. */
export function validateDnsConfig({ dnsPolicy, dnsConfig }: PodSpec, path: FieldPath): MaybeSteps<FieldError[]> {
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
export const validateHostAliases = ({ hostAliases = [] }: PodSpec, path: FieldPath): Steps<FieldError[]> =>
  errorsOfEach(hostAliases, function* ({ ip = '', hostnames = [] }, index) {
    const at = path.index(index);
    return validateIp(ip, at.child('ip')).concat(
      yield* errorsOfEach(hostnames, (name, place) =>
        invalidEach(at.child('hostnames').index(place), name, isDns1123Subdomain),
      ),
    );
  });
