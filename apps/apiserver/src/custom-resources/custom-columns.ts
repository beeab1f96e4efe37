import { ageOf, parseGoTime, RFC3339, type KubeObject } from '@kubets/apimachinery';
import type { CustomResourceColumnDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { nameColumn } from '../columns/standard-columns';
import type { TableColumn, TableContext } from '../registry/table-column';
import { parseJsonPath, printed, type JsonPath } from '../structural/json-path';

const AGE: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  description: 'When the object was created by the server, in UTC.',
  jsonPath: '.metadata.creationTimestamp',
};

/** The columns of a custom kind, after its name; its age unless the definition says otherwise. */
export function customColumns(columns: readonly CustomResourceColumnDefinition[] = []): TableColumn[] {
  const shown = columns.length > 0 ? columns : [AGE];
  const made: TableColumn[] = [nameColumn];
  for (const column of shown) {
    const path = pathOf(column.jsonPath ?? '');
    // As in Kubernetes, a path that is none takes the columns behind it away, too.
    if (!path) break;
    made.push(customColumn(column, path));
  }
  return made;
}

function pathOf(text: string): JsonPath | undefined {
  try {
    return parseJsonPath(text);
  } catch {
    return undefined;
  }
}

function customColumn(
  { name = '', type = '', format, description, priority = 0, jsonPath = '' }: CustomResourceColumnDefinition,
  path: JsonPath,
): TableColumn {
  return {
    name,
    type: type as TableColumn['type'],
    ...(format ? { format } : {}),
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority,
    value(object: KubeObject, context) {
      const found = path(object);
      return found.length === 0 ? null : cellOf(type, found[0], context);
    },
  };
}

/** What stands in a cell; null for a value of another type than the column's. */
function cellOf(type: string, value: unknown, { now }: TableContext): unknown {
  if (type === 'string') return printed(value);
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  switch (type) {
    case 'integer':
      return isNumber ? (typeof value === 'number' ? Math.trunc(value) : value) : null;
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

function ageText(time: string, now: Date): string {
  if (time === '') return '<unknown>';
  try {
    return ageOf(new Date(parseGoTime(time, RFC3339).instantMs).toISOString(), now);
  } catch {
    return '<invalid>';
  }
}
