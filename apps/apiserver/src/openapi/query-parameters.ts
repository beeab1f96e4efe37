import { docs } from '@kubets/proto-gen/docs';
import { type FieldSchema, schema } from '@kubets/proto-gen/schema';

export interface QueryParameter {
  name: string;
  type: 'string' | 'integer' | 'boolean';
  description: string;
}

/** Understood by every operation. */
export const prettyParameter: QueryParameter = {
  name: 'pretty',
  type: 'string',
  description: 'If "true", the answer is indented.',
};

const types: Partial<Record<FieldSchema['type'], QueryParameter['type']>> = {
  string: 'string',
  time: 'string',
  int32: 'integer',
  int64: 'integer',
  bool: 'boolean',
};

/** The fields of an options message, such as `kubets.meta.v1.ListOptions`, that a query can hold, by name. */
export function queryParameters(message: string): QueryParameter[] {
  const described = docs.message(message)?.fields ?? {};
  const fields = Object.entries(schema.message(message)?.fields ?? {});
  return fields
    .flatMap(([name, field]) => {
      const type = field.map || name === 'apiVersion' || name === 'kind' ? undefined : types[field.type];
      return type ? [{ name, type, description: described[name] ?? '' }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
