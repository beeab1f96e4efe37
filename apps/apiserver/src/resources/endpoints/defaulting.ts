import type { KubeObject } from '@kubets/apimachinery';
import type { Endpoints } from '@kubets/proto-gen/core/v1';

export function defaultEndpoints(object: KubeObject): void {
  for (const subset of (object as Endpoints).subsets ?? []) {
    for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
  }
}
