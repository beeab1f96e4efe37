import { namespaceOf } from '@kubets/apimachinery';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { LABELS } from '../well-known';

/** `namespace/name` of the Service that a slice belongs to; undefined for none. */
export function serviceKeyOfSlice(slice: EndpointSlice): string | undefined {
  const name = slice.metadata?.labels?.[LABELS.serviceName];
  return name ? `${namespaceOf(slice)}/${name}` : undefined;
}

/** The same for an index or a list of keys. */
export function serviceKeysOfSlice(slice: EndpointSlice): string[] {
  const key = serviceKeyOfSlice(slice);
  return key === undefined ? [] : [key];
}
