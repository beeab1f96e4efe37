import { HEADLESS, isExternalName } from '@kubets/api';
import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { ipFamily, type IpFamily } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { validateIp } from '../../validation/endpoint-address';

const FAMILIES = ['IPv4', 'IPv6'];

function validateFamilies(service: Service, configured: readonly IpFamily[], path: FieldPath): FieldError[] {
  const { ipFamilies = [], ipFamilyPolicy, selector } = service.spec ?? {};
  const at = path.child('ipFamilies');
  const policyAt = path.child('ipFamilyPolicy');
  const errors: FieldError[] = [];
  const named = new Set<string | undefined>((service.spec?.clusterIPs ?? []).map(ipFamily));
  const headless = service.spec?.clusterIP === HEADLESS && Object.keys(selector ?? {}).length === 0;
  const seen = new Set<string>();
  ipFamilies.forEach((family, index) => {
    if (!FAMILIES.includes(family)) errors.push(fieldErrors.notSupported(at.index(index), family, FAMILIES));
    else if (seen.has(family)) errors.push(fieldErrors.duplicate(at.index(index), family));
    else if (!headless && !configured.includes(family as IpFamily) && !named.has(family)) {
      errors.push(fieldErrors.invalid(at.index(index), family, 'not configured on this cluster'));
    }
    seen.add(family);
  });
  if (!ipFamilyPolicy) return errors;
  if (ipFamilyPolicy === 'SingleStack' && ipFamilies.length > 1) {
    const detail = 'must be RequireDualStack or PreferDualStack when multiple `ipFamilies` are specified';
    errors.push(fieldErrors.invalid(policyAt, ipFamilyPolicy, detail));
  } else if (ipFamilyPolicy === 'RequireDualStack' && !headless && configured.length < 2) {
    errors.push(
      fieldErrors.invalid(policyAt, ipFamilyPolicy, 'this cluster is not configured for dual-stack services'),
    );
  }
  return errors;
}

function validateList(service: Service, configured: readonly IpFamily[], path: FieldPath): FieldError[] {
  const { clusterIP = '', clusterIPs = [], ipFamilies = [] } = service.spec ?? {};
  if (clusterIP === '' && clusterIPs.length > 0) {
    return [fieldErrors.invalid(path, clusterIPs, 'must be empty when `clusterIP` is not specified')];
  }
  if (clusterIPs.length > 0 && clusterIPs[0] !== clusterIP) {
    return [fieldErrors.invalid(path, clusterIPs, 'first value must match `clusterIP`')];
  }
  if (clusterIPs.includes(HEADLESS)) {
    return clusterIPs.length > 1
      ? [fieldErrors.invalid(path, clusterIPs, "'None' must be the first and only value")]
      : [];
  }
  if (clusterIPs.length > 2) return [fieldErrors.invalid(path, clusterIPs, 'may only hold up to 2 values')];
  const families = clusterIPs.map(ipFamily);
  const errors = clusterIPs.flatMap((address, index) => {
    const problems = validateIp(address, path.index(index));
    const wanted = ipFamilies[index];
    const family = families[index];
    if (family && !configured.includes(family)) {
      return [fieldErrors.invalid(path.index(index), clusterIPs, `${family} is not configured on this cluster`)];
    }
    if (problems.length > 0 || wanted === undefined || wanted === families[index]) return problems;
    const detail = `expected an ${wanted} value as indicated by \`ipFamilies[${index}]\``;
    return [fieldErrors.invalid(path.index(index), address, detail)];
  });
  if (clusterIPs.length === 2 && families[0] !== undefined && families[0] === families[1]) {
    errors.push(fieldErrors.invalid(path, clusterIPs, 'may specify no more than one IP for each IP family'));
  }
  return errors;
}

/** Addresses, families and their policy. `configured`: families that the cluster has Service ranges of. */
export function validateClusterIps(service: Service, configured: readonly IpFamily[], path: FieldPath): FieldError[] {
  const { type, clusterIP, clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = service.spec ?? {};
  const at = path.child('clusterIPs');
  if (isExternalName(service)) {
    const detail = 'may not be set for ExternalName services';
    return [
      ...(clusterIP || clusterIPs.length > 0 ? [fieldErrors.forbidden(at, detail)] : []),
      ...(ipFamilies.length > 0 ? [fieldErrors.forbidden(path.child('ipFamilies'), detail)] : []),
      ...(ipFamilyPolicy ? [fieldErrors.forbidden(path.child('ipFamilyPolicy'), detail)] : []),
    ];
  }
  const errors = [...validateFamilies(service, configured, path), ...validateList(service, configured, at)];
  if (clusterIP === HEADLESS && (type === 'LoadBalancer' || type === 'NodePort')) {
    errors.push(fieldErrors.invalid(at.index(0), HEADLESS, `may not be set to 'None' for ${type} services`));
  }
  return errors;
}
