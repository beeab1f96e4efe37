import { ageOf, parseGoTime, RFC3339, type KubeObject } from '@kubets/apimachinery';
import type { CustomResourceColumnDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { MIN_INT64 } from '@kubets/proto-gen/int64';
import { nameColumn } from '../columns/standard-columns';
import type { TableColumn, TableContext } from '../registry/table-column';
import { parseJsonPath, type JsonPath } from '../structural/json-path';
import { printed } from '../structural/printed';

const AGE: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  description: 'When the object was created by the server, in UTC.',
  jsonPath: '.metadata.creationTimestamp',
};

/** As many values are looked at for one row, whatever its columns ask for: some milliseconds. */
const MAX_VISITED = 100_000;
/** And as many characters are shown. */
const MAX_CHARACTERS = 256 * 1024;

/** The columns of a custom kind, after its name; its age unless the definition says otherwise. */
export function customColumns(columns: readonly CustomResourceColumnDefinition[] = []): TableColumn[] {
  const shown = columns.length > 0 ? columns : [AGE];
  const made: TableColumn[] = [nameColumn];
  for (const column of shown) {
    const path = pathOf(column.jsonPath ?? '', MAX_VISITED / shown.length);
    // As in Kubernetes, a path that is none takes the columns behind it away, too.
    if (!path) break;
    made.push(customColumn(column, path, MAX_CHARACTERS / shown.length));
  }
  return made;
}

function pathOf(text: string, most: number): JsonPath | undefined {
  try {
    return parseJsonPath(text, most);
  } catch {
    return undefined;
  }
}

function customColumn(
  { name = '', type = '', format, description, priority = 0, jsonPath = '' }: CustomResourceColumnDefinition,
  path: JsonPath,
  most: number,
): TableColumn {
  return {
    name,
    type: type as TableColumn['type'],
    ...(format ? { format } : {}),
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority,
    value(object: KubeObject, context) {
      const found = path(object);
      return found.length === 0 ? null : cellOf(type, found[0], { ...context, most });
    },
  };
}

/** What stands in a cell; null for a value of another type than the column's. */
function cellOf(type: string, value: unknown, { now, most }: TableContext & { most: number }): unknown {
  if (type === 'string') return printed(value, most);
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  switch (type) {
    case 'integer':
      return isNumber ? (typeof value === 'number' ? asInt64(value) : value) : null;
    case 'number':
      return isNumber ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? ageText(value, now) : null;
    default:
      return null;
  }
}

/** A float becomes an integer; one without a place in 64 bits the least that has. */
const asInt64 = (value: number): number | bigint => (Math.abs(value) < 2 ** 63 ? Math.trunc(value) : MIN_INT64);

function ageText(time: string, now: Date): string {
  if (time === '') return '<unknown>';
  try {
    return ageOf(new Date(parseGoTime(time, RFC3339).instantMs).toISOString(), now);
  } catch {
    return '<invalid>';
  }
}
