import { HEADLESS } from '@kubets/api';
import { FieldPath } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { AddressText } from '../../validation/strict-addresses';

const SPEC = FieldPath.of('spec');

/** Every address and range that a client has written into a Service. */
export function serviceAddresses({ spec = {} }: Service): AddressText[] {
  const { clusterIPs = [], externalIPs = [], loadBalancerSourceRanges = [] } = spec;
  return Object.entries({ clusterIPs, externalIPs, loadBalancerSourceRanges }).flatMap(([field, texts]) =>
    texts.flatMap((text, index) => (text === HEADLESS ? [] : [{ path: SPEC.child(field).index(index), text }])),
  );
}
