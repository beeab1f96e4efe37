import { isExternalName, isHeadless } from '@kubets/api';
import { FieldPath } from '@kubets/apimachinery';
import { canonicalIp } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { addressWarnings, leadingZerosFree, mappedAddress } from '../../validation/strict-addresses';
import type { WarningSteps } from '../../validation/warning-steps';
import { serviceAddresses } from './addresses';

const LOAD_BALANCER_IP = FieldPath.of('spec', 'loadBalancerIP');

/** What is told to who writes a Service. */
export function* serviceWarnings(service: Service): WarningSteps {
  yield* addressWarnings(serviceAddresses(service));
  const text = service.spec?.loadBalancerIP;
  if (text && standardAddress(text) === undefined) yield* addressWarnings([{ path: LOAD_BALANCER_IP, text }]);
  yield* fieldWarnings(service);
}

/** What an address should be written as that can be read in more than one way. */
const standardAddress = (text: string): string | undefined => leadingZerosFree(text) ?? mappedAddress(text);

function fieldWarnings(service: Service): string[] {
  const {
    externalIPs = [],
    externalName,
    loadBalancerIP = '',
    sessionAffinity,
    trafficDistribution,
  } = service.spec ?? {};
  const warnings: string[] = [];
  const standard = standardAddress(loadBalancerIP);
  if (standard !== undefined)
    warnings.push(
      `spec.loadBalancerIP: non-standard IP address ${JSON.stringify(loadBalancerIP)} is invalid: use ${JSON.stringify(canonicalIp(standard))}`,
    );
  const headless = isHeadless(service);
  if (headless) {
    if (loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (externalIPs.length > 0) warnings.push('spec.externalIPs is ignored for headless services');
    if (sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  const isAlias = isExternalName(service);
  if (externalIPs.length > 0 && !headless && !isAlias)
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (isAlias && externalIPs.length > 0) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!isAlias && externalName) warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (trafficDistribution === 'PreferClose')
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return warnings;
}
