import { ANNOTATIONS, HEADLESS } from '@kubets/api';
import { FieldPath } from '@kubets/apimachinery';
import type { Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import type { AddressText } from '../../validation/strict-addresses';

const SPEC = FieldPath.of('spec');
export const SOURCE_RANGES_PATH = FieldPath.of('metadata', 'annotations').key(ANNOTATIONS.loadBalancerSourceRanges);
/** Errors of the source ranges say it so, warnings as in JSON. */
export const RANGES_IN_ERRORS = SPEC.child('LoadBalancerSourceRanges');

/** Every address and range that a client has written into a Service. */
export function serviceAddresses({ metadata, spec = {} }: Service): AddressText[] {
  const annotated = spec.loadBalancerSourceRanges?.length
    ? undefined
    : metadata?.annotations?.[ANNOTATIONS.loadBalancerSourceRanges];
  return [...addressesOfSpec(spec), ...rangesOf(annotated)];
}

/** The ranges of the annotation that was there before the field. */
export const rangesOf = (annotation = ''): AddressText[] =>
  annotation.trim() === ''
    ? []
    : annotation.split(',').map((text) => ({ path: SOURCE_RANGES_PATH, text: text.trim() }));

function addressesOfSpec(spec: ServiceSpec): AddressText[] {
  const { clusterIPs = [], externalIPs = [], loadBalancerSourceRanges = [] } = spec;
  return Object.entries({ clusterIPs, externalIPs, loadBalancerSourceRanges }).flatMap(([field, texts]) =>
    texts.flatMap((text, index) => (text === HEADLESS ? [] : [{ path: SPEC.child(field).index(index), text }])),
  );
}
