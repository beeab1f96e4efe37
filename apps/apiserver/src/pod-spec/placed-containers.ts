import type { FieldPath } from '@kubets/apimachinery';
import type { Container, PodSpec } from '@kubets/proto-gen/core/v1';

/** A container, and where it is. */
export interface PlacedContainer {
  container: Container;
  path: FieldPath;
}

/** All containers of a pod, in the order in which they start. `path`: of the spec. */
export const placedContainers = (spec: PodSpec, path: FieldPath): PlacedContainer[] =>
  (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container: Container, index) => ({ container, path: path.child(list).index(index) })),
  );
