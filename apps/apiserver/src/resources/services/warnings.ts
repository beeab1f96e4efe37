import { canonicalIp } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { addressWarnings, leadingZerosFree } from '../../validation/strict-addresses';
import { serviceAddresses } from './addresses';

/** What is told to who writes a Service. */
export function serviceWarnings(service: Service): string[] {
  const { externalIPs = [], loadBalancerIP = '', trafficDistribution } = service.spec ?? {};
  const warnings = addressWarnings(serviceAddresses(service));
  const standard = leadingZerosFree(loadBalancerIP);
  if (standard !== undefined)
    warnings.push(
      `spec.loadBalancerIP: non-standard IP address ${JSON.stringify(loadBalancerIP)} is invalid: use ${JSON.stringify(canonicalIp(standard))}`,
    );
  if (externalIPs.length > 0)
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (trafficDistribution === 'PreferClose')
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return warnings;
}
