import { docs } from '@kubets/proto-gen/docs';
import { type FieldSchema, schema } from '@kubets/proto-gen/schema';

export interface Parameter {
  in: 'path' | 'query';
  name: string;
  type: 'string' | 'integer' | 'boolean';
  description: string;
  required?: true;
}

/** Understood by every operation on objects. */
export const PRETTY_PARAMETER: Parameter = {
  in: 'query',
  name: 'pretty',
  type: 'string',
  description: 'If "true", the answer is indented.',
};

export const pathParameter = (name: string, description: string): Parameter => ({
  in: 'path',
  name,
  type: 'string',
  description,
  required: true,
});

const TYPES: Partial<Record<FieldSchema['type'], Parameter['type']>> = {
  string: 'string',
  int32: 'integer',
  int64: 'integer',
  bool: 'boolean',
};

/** The fields of an options message, such as `kubets.meta.v1.ListOptions`, that a query is described with, by name: texts, numbers and booleans. */
export function queryParameters(message: string): Parameter[] {
  const described = docs.message(message)?.fields ?? {};
  const fields = Object.entries(schema.message(message)?.fields ?? {});
  return fields
    .flatMap(([name, field]): Parameter[] => {
      const type = field.map || name === 'apiVersion' || name === 'kind' ? undefined : TYPES[field.type];
      return type ? [{ in: 'query', name, type, description: described[name] ?? '' }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
