import type { KubeObject } from '@kubets/apimachinery';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';

export function defaultEndpointSlice(object: KubeObject): void {
  const slice = object as EndpointSlice;
  slice.endpoints ??= [];
  for (const port of slice.ports ?? []) {
    port.name ??= '';
    port.protocol ||= 'TCP';
  }
}
