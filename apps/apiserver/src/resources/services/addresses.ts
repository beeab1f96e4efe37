import { ANNOTATIONS, HEADLESS } from '@kubets/api';
import { FieldPath } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { AddressText } from '../../validation/strict-addresses';

const SPEC = FieldPath.of('spec');
export const SOURCE_RANGES_PATH = FieldPath.of('metadata', 'annotations').key(ANNOTATIONS.loadBalancerSourceRanges);
/** Errors of the source ranges say it so, warnings as in JSON. */
export const RANGES_IN_ERRORS = SPEC.child('LoadBalancerSourceRanges');

/** Every address and range that a client has written into a Service's fields. */
export function serviceAddresses({ spec = {} }: Service): AddressText[] {
  const { clusterIPs = [], externalIPs = [], loadBalancerSourceRanges = [] } = spec;
  return [
    ...textsAt('clusterIPs', clusterIPs),
    ...textsAt('externalIPs', externalIPs),
    ...textsAt('loadBalancerSourceRanges', loadBalancerSourceRanges).map((one) => ({ ...one, isRange: true as const })),
  ];
}

const textsAt = (field: string, texts: readonly string[]): AddressText[] =>
  texts.flatMap((text, index) => (text === HEADLESS ? [] : [{ path: SPEC.child(field).index(index), text }]));

/** The ranges that a load balancer takes traffic from: the field's or, where it has none, the annotation's. */
export function sourceRanges({ metadata, spec = {} }: Service): AddressText[] {
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length === 0) return rangesOf(metadata?.annotations?.[ANNOTATIONS.loadBalancerSourceRanges]);
  return ranges.map((text, index) => ({ path: RANGES_IN_ERRORS.index(index), text: text.trim(), isRange: true }));
}

/** The ranges of the annotation that was there before the field. */
const rangesOf = (annotation = ''): AddressText[] =>
  annotation.trim() === ''
    ? []
    : annotation.split(',').map((text) => ({ path: SOURCE_RANGES_PATH, text: text.trim(), isRange: true }));
