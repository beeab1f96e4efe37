import type { FieldSchema } from '@kubets/proto-gen/schema';

/** It is by value everywhere, without being said. */
const METADATA = new Set(['kubets.meta.v1.ObjectMeta', 'kubets.meta.v1.ListMeta']);

/** Whether Kubernetes' own type has the field as a struct and no pointer to one: it is always there, empty if need be. */
export const isStructByValue = (field: FieldSchema): boolean =>
  !field.repeated && !field.map && (field.byValue === true || METADATA.has(field.message ?? ''));
