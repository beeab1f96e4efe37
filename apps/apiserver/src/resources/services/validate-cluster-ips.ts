import { HEADLESS, isExternalName } from '@kubets/api';
import { errorsOfEach, fieldErrors, FieldPath, isStep, type FieldError, type Steps } from '@kubets/apimachinery';
import { ipFamily, type IpFamily } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { validateIp } from '../../validation/endpoint-address';

const SPEC = FieldPath.of('spec');
const FAMILIES = ['IPv4', 'IPv6'];
/** Of each family there is one. */
const MAX_ADDRESSES = 2;

/** What contradicts itself, whatever the cluster has. */
function* validateFields({ spec = {} }: Service, path: FieldPath): Steps<FieldError[]> {
  const { clusterIP = '', clusterIPs = [], ipFamilies = [] } = spec;
  const at = path.child('clusterIPs');
  const errors: FieldError[] = [];
  if (clusterIP === '' && clusterIPs.length > 0)
    errors.push(fieldErrors.invalid(at, clusterIPs, 'must be empty when `clusterIP` is not specified'));
  else if (clusterIP !== '' && clusterIPs.length === 0) errors.push(fieldErrors.required(at));
  else if (clusterIP !== (clusterIPs[0] ?? ''))
    errors.push(fieldErrors.invalid(at, clusterIPs, 'first value must match `clusterIP`'));
  const seen = new Set<string>();
  const ofFamilies = yield* errorsOfEach(ipFamilies, (family, index) => {
    const familyAt = path.child('ipFamilies').index(index);
    const problems = FAMILIES.includes(family) ? [] : [fieldErrors.notSupported(familyAt, family, FAMILIES)];
    if (seen.has(family)) problems.push(fieldErrors.duplicate(familyAt, family));
    seen.add(family);
    return problems;
  });
  return errors.concat(ofFamilies, yield* validateAddresses(clusterIPs, ipFamilies, at));
}

function* validateAddresses(addresses: string[], wanted: string[], path: FieldPath): Steps<FieldError[]> {
  const isHeadless = addresses[0] === HEADLESS;
  const alone =
    isHeadless && addresses.length > 1
      ? [fieldErrors.invalid(path, addresses, "'None' must be the first and only value")]
      : [];
  const errors = alone.concat(
    yield* errorsOfEach(addresses, (address, index) =>
      index > 0 || !isHeadless ? validateIp(address, path.index(index)) : [],
    ),
  );
  const areAddresses = errors.length === 0;
  if (addresses.length > MAX_ADDRESSES)
    errors.push(fieldErrors.invalid(path, addresses, 'may only hold up to 2 values'));
  if (!areAddresses || isHeadless) return errors;
  const families: (IpFamily | undefined)[] = [];
  for (const [index, address] of addresses.entries()) {
    if (isStep(index)) yield;
    families.push(ipFamily(address));
  }
  if (addresses.length > 1 && !(addresses.length === MAX_ADDRESSES && families[0] !== families[1]))
    errors.push(fieldErrors.invalid(path, addresses, 'may specify no more than one IP for each IP family'));
  return errors.concat(
    yield* errorsOfEach(addresses, (address, index) => {
      const family = wanted[index];
      if (family === undefined || !FAMILIES.includes(family) || family === families[index]) return [];
      const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
      return [fieldErrors.invalid(path.index(index), address, detail)];
    }),
  );
}

/** That addresses, families and policy fit each other, and addresses the cluster. */
function* validatePolicy(
  { spec = {} }: Service,
  path: FieldPath,
  configured: readonly IpFamily[],
): Steps<FieldError[]> {
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const errors: FieldError[] = [];
  if (ipFamilyPolicy === 'SingleStack') {
    const several = [
      clusterIPs.length === MAX_ADDRESSES && 'cluster IPs',
      ipFamilies.length === MAX_ADDRESSES && 'IP families',
    ];
    for (const what of several.filter((text) => text !== false)) {
      const detail = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
      errors.push(fieldErrors.invalid(path.child('ipFamilyPolicy'), ipFamilyPolicy, detail));
    }
  }
  return errors.concat(
    yield* errorsOfEach(clusterIPs, (address, index) => {
      const family = ipFamily(address);
      if (index < ipFamilies.length || family === undefined || configured.includes(family)) return [];
      const at = path.child('clusterIPs').index(index);
      return [fieldErrors.invalid(at, clusterIPs, `${family} is not configured on this cluster`)];
    }),
  );
}

/** What the cluster does not have. */
function* validateConfigured(
  { spec = {} }: Service,
  path: FieldPath,
  configured: readonly IpFamily[],
): Steps<FieldError[]> {
  const { clusterIP, ipFamilies = [], ipFamilyPolicy, selector } = spec;
  // Nobody knows which addresses such a one will have.
  if (clusterIP === HEADLESS && Object.keys(selector ?? {}).length === 0) return [];
  const errors: FieldError[] = [];
  if (ipFamilyPolicy === 'RequireDualStack' && configured.length < 2) {
    const detail = 'this cluster is not configured for dual-stack services';
    errors.push(fieldErrors.invalid(path.child('ipFamilyPolicy'), ipFamilyPolicy, detail));
  }
  return errors.concat(
    yield* errorsOfEach(ipFamilies, (family, index) =>
      configured.includes(family as IpFamily)
        ? []
        : [fieldErrors.invalid(path.child('ipFamilies').index(index), family, 'not configured on this cluster')],
    ),
  );
}

/** Addresses, families and their policy: the first kind of thing that is wrong. `configured`: families that the cluster has Service ranges of. */
export function* validateClusterIps(service: Service, configured: readonly IpFamily[]): Steps<FieldError[]> {
  if (isExternalName(service)) return [];
  for (const check of [validateFields, validatePolicy, validateConfigured]) {
    const errors = yield* check(service, SPEC, configured);
    if (errors.length > 0) return errors;
  }
  return [];
}

/** Which types of Services have none. */
export function validateUseOfAddresses({ spec = {} }: Service, path: FieldPath): FieldError[] {
  const { type, clusterIP, clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const at = path.child('clusterIPs');
  if (type === 'ExternalName') {
    const detail = 'may not be set for ExternalName services';
    return [
      ...(clusterIP || clusterIPs.length > 0 ? [fieldErrors.forbidden(at, detail)] : []),
      ...(ipFamilies.length > 0 ? [fieldErrors.forbidden(path.child('ipFamilies'), detail)] : []),
      ...(ipFamilyPolicy ? [fieldErrors.forbidden(path.child('ipFamilyPolicy'), detail)] : []),
    ];
  }
  return clusterIP === HEADLESS && (type === 'LoadBalancer' || type === 'NodePort')
    ? [fieldErrors.invalid(at.index(0), HEADLESS, `may not be set to 'None' for ${type} services`)]
    : [];
}
