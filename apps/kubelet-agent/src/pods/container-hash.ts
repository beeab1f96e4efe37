import { hashObject } from '@kubets/apimachinery';
import type { Container } from '@kubets/proto-gen/core/v1';

/** Changes when the container has to be made anew; of a running pod's containers only the image may change. */
export function containerHash(container: Container): string {
  return hashObject({ name: container.name, image: container.image });
}
