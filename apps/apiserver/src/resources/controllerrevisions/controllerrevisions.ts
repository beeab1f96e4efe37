import {
  controllerOf,
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  semanticEqual,
  type KubeObject,
} from '@kubets/apimachinery';
import type { ControllerRevision } from '@kubets/proto-gen/apps/v1';
import { controllerRevisions as names } from '@kubets/proto-gen/catalogue';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

const DATA = FieldPath.of('data');

/** `statefulset.apps/web`, or `<none>`. */
function controllerName(object: KubeObject): string {
  const controller = controllerOf(object);
  if (!controller) return '<none>';
  const { apiVersion = '', kind = '', name = '' } = controller;
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind.toLowerCase()}${group}/${name}`;
}

export const controllerRevisions = defineResource<ControllerRevision>(names, {
  granted: { view: [''] },
  columns: [
    nameColumn,
    textColumn<ControllerRevision>({
      name: 'Controller',
      description: 'Whose state it is.',
      value: controllerName,
    }),
    textColumn<ControllerRevision>({
      name: 'Revision',
      description: 'The number of the state.',
      value: ({ revision }) => Number(revision ?? 0),
    }),
    ageColumn,
  ],
  validateCreate: ({ data }) => (data == null ? [fieldErrors.required(DATA, 'data is mandatory')] : []),
  validateUpdate: ({ data }, old) =>
    semanticEqual(data, old.data) ? [] : [fieldErrors.invalid(DATA, data ?? null, FIELD_IMMUTABLE)],
});
