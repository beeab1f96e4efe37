import { HEADLESS } from '@kubets/api';
import { FieldPath } from '@kubets/apimachinery';
import { canonicalIp } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { addressWarnings, leadingZerosFree, type AddressText } from '../../validation/strict-addresses';

const SPEC = FieldPath.of('spec');

/** Every address and range that a client has written into a Service. */
export function serviceAddresses({ spec = {} }: Service): AddressText[] {
  const { clusterIPs = [], externalIPs = [], loadBalancerSourceRanges = [] } = spec;
  return Object.entries({ clusterIPs, externalIPs, loadBalancerSourceRanges }).flatMap(([field, texts]) =>
    texts.flatMap((text, index) => (text === HEADLESS ? [] : [{ path: SPEC.child(field).index(index), text }])),
  );
}

/** What is told to who writes a Service. */
export function serviceWarnings(service: Service): string[] {
  const { externalIPs = [], loadBalancerIP = '' } = service.spec ?? {};
  const warnings = addressWarnings(serviceAddresses(service));
  const standard = leadingZerosFree(loadBalancerIP);
  if (standard !== undefined)
    warnings.push(
      `spec.loadBalancerIP: non-standard IP address ${JSON.stringify(loadBalancerIP)} is invalid: use ${JSON.stringify(canonicalIp(standard))}`,
    );
  if (externalIPs.length > 0)
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  return warnings;
}
