import { nameOf, namespaceOf, type KubeObject } from '@kubets/apimachinery';
import type { Column, Row } from '../protocol/answers';
import type { Format } from './follow';

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

interface Meta {
  namespace?: string;
  name?: string;
  uid?: string;
  creationTimestamp?: string;
}

interface TableRow {
  cells?: unknown[];
  object?: { metadata?: Meta };
}

const MOST_CELL = 1024;

/** Rows as `kubectl get` has them; `onColumns` is told of every list’s columns. */
export const tableFormat = (onColumns: (columns: Column[]) => void): Format<Row> => ({
  accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  query: { includeObject: 'Metadata' },
  onList: ({ columnDefinitions }) => {
    const columns = (columnDefinitions ?? []) as Partial<Column>[];
    onColumns(
      columns.map(({ name = '', type = 'string', description = '', priority = 0 }) => ({
        name,
        type,
        description,
        priority,
      })),
    );
  },
  entriesOf: ({ rows }) =>
    ((rows ?? []) as TableRow[]).map(
      ({
        cells = [],
        object: { metadata: { namespace = '', name = '', uid = '', creationTimestamp = '' } = {} } = {},
      }) => [keyOf(namespace, name), { namespace, name, uid, created: creationTimestamp, cells: cells.map(shortened) }],
    ),
});

const shortened = (cell: unknown): unknown =>
  typeof cell === 'string' && cell.length > MOST_CELL ? `${cell.slice(0, MOST_CELL)}…` : cell;

/** Whole objects, made into what is wanted of them. */
export const objectFormat = <T>(made: (object: KubeObject) => T): Format<T> => ({
  accept: 'application/json',
  entriesOf(body) {
    const objects = (Array.isArray(body['items']) ? body['items'] : 'items' in body ? [] : [body]) as KubeObject[];
    return objects.map((object) => [keyOf(namespaceOf(object), nameOf(object)), made(object)]);
  },
});
