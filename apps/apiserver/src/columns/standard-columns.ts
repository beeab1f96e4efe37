import { ageOf, nameOf, type KubeObject } from '@kubets/apimachinery';
import type { PodSpec } from '@kubets/proto-gen/core/v1';
import type { TableColumn } from '../registry/table-column';

const NAME_DESCRIPTION =
  'The name, unique within its namespace. Names are chosen by clients or generated, and cannot be changed.';
const CREATED_DESCRIPTION = 'When the object was created by the server, in UTC.';

export const nameColumn: TableColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: NAME_DESCRIPTION,
  priority: 0,
  value: nameOf,
};

export const ageColumn: TableColumn = {
  name: 'Age',
  type: 'string',
  description: CREATED_DESCRIPTION,
  priority: 0,
  value: (object: KubeObject, { now }) => ageOf(object.metadata?.creationTimestamp, now),
};

export const createdAtColumn: TableColumn = {
  name: 'Created At',
  type: 'date',
  description: CREATED_DESCRIPTION,
  priority: 0,
  value: (object: KubeObject) => object.metadata?.creationTimestamp ?? null,
};

interface ColumnOptions<T extends KubeObject> {
  name: string;
  description: string;
  wide?: boolean;
  value: TableColumn<T>['value'];
}

/** A column of text. */
export function textColumn<T extends KubeObject>({ wide, ...column }: ColumnOptions<T>): TableColumn<T> {
  return { ...column, type: 'string', priority: wide ? 1 : 0 };
}

/** A column of whole numbers. */
export function countColumn<T extends KubeObject>({ wide, ...column }: ColumnOptions<T>): TableColumn<T> {
  return { ...column, type: 'integer', priority: wide ? 1 : 0 };
}

/** A column of yes and no. */
export function yesNoColumn<T extends KubeObject>({ wide, ...column }: ColumnOptions<T>): TableColumn<T> {
  return { ...column, type: 'boolean', priority: wide ? 1 : 0 };
}

/** A number in a column that says it holds text, as some of Kubernetes' do. */
export const countInTextColumn = <T extends KubeObject>(options: ColumnOptions<T>): TableColumn<T> => ({
  ...countColumn(options),
  type: 'string',
});

/** Containers and Images of a pod template, shown with `-o wide`. */
export function podTemplateColumns<T extends KubeObject>(
  podSpec: (object: T) => PodSpec | undefined,
): TableColumn<T>[] {
  const list = (object: T, field: 'name' | 'image'): string =>
    (podSpec(object)?.containers ?? []).map((container) => container[field] ?? '').join(',');
  return [
    textColumn<T>({
      name: 'Containers',
      description: 'Names of each container in the template.',
      wide: true,
      value: (object) => list(object, 'name'),
    }),
    textColumn<T>({
      name: 'Images',
      description: 'Images referenced by each container in the template.',
      wide: true,
      value: (object) => list(object, 'image'),
    }),
  ];
}

const SHOWN = 3;

/** The first three of a list, and how many more there are: `a,b,c + 2 more...`; `empty` when there are none. */
export function shortList(items: readonly string[], empty: string): string {
  if (items.length === 0) return empty;
  const shown = items.slice(0, SHOWN).join(',');
  return items.length > SHOWN ? `${shown} + ${items.length - SHOWN} more...` : shown;
}
