import {
  annotationErrors,
  errorsOfAll,
  fieldErrors,
  labelErrors,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { ObjectMeta } from '@kubets/proto-gen/meta/v1';
import { schema } from '@kubets/proto-gen/schema';

/** As Go's struct has them, where that is another name. */
const GO_NAMES: Readonly<Record<string, string>> = { uid: 'uID' };
const REST = Object.keys(schema.of('kubets.meta.v1.ObjectMeta').fields).filter(
  (name) => name !== 'labels' && name !== 'annotations',
) as (keyof ObjectMeta)[];

/** In steps: what is wrong with the metadata of what is made from a template, which says labels and annotations. */
export const templateMetadataErrors = (metadata: ObjectMeta = {}, path: FieldPath): Steps<FieldError[]> =>
  errorsOfAll(
    () => annotationErrors(metadata.annotations, path.child('annotations')),
    () => labelErrors(metadata.labels, path.child('labels')),
    () =>
      REST.filter((name) => metadata[name] !== undefined).map((name) =>
        fieldErrors.forbidden(path.child(GO_NAMES[name] ?? name), 'cannot be set'),
      ),
  );
