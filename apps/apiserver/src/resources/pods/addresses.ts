import { FieldPath } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { AddressText } from '../../validation/strict-addresses';

const SPEC = FieldPath.of('spec');

/** Every address that a client has written into a pod. */
export function podAddresses({ spec = {} }: Pod): AddressText[] {
  const { hostAliases = [], dnsConfig } = spec;
  const servers = SPEC.child('dnsConfig', 'nameservers');
  return [
    ...(dnsConfig?.nameservers ?? []).map((text, index) => ({ path: servers.index(index), text })),
    ...hostAliases.map(({ ip = '' }, index) => ({
      path: SPEC.child('hostAliases').index(index).child('ip'),
      text: ip,
    })),
  ];
}
