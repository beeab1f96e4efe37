import { isStructByValue, type FieldSchema } from '@kubets/proto-gen/schema';

/** A JSON schema as OpenAPI writes it, as far as the API needs it. */
export interface SchemaObject {
  $ref?: string;
  allOf?: SchemaObject[];
  oneOf?: SchemaObject[];
  description?: string;
  type?: string;
  format?: string;
  default?: unknown;
  enum?: string[];
  items?: SchemaObject;
  properties?: Record<string, SchemaObject>;
  additionalProperties?: SchemaObject;
  required?: string[];
  [extension: `x-kubernetes-${string}`]: unknown;
}

/** Where OpenAPI 2 and 3 differ in what they say of a type. */
export interface Dialect {
  /** OpenAPI's own version. */
  major: 2 | 3;
  /** What a reference starts with. */
  definitionsAt: string;
  /** A reference with something to add: OpenAPI 3 ignores what stands beside a $ref. */
  refer(reference: SchemaObject, additions: SchemaObject): SchemaObject;
  /** A string in JSON or a number: OpenAPI 2 has no unions. */
  stringOr(type: 'integer' | 'number', format?: string): SchemaObject;
  /** What an absent field is said to stand for: OpenAPI 3 tells zeros and empty structs, too. */
  defaultOf(field: FieldSchema): unknown;
}

export const openApi2: Dialect = {
  major: 2,
  definitionsAt: '#/definitions/',
  refer: (reference, additions) => ({ ...reference, ...additions }),
  stringOr: (_type, format) => ({ type: 'string', ...(format && { format }) }),
  defaultOf: (field) => field.default,
};

export const openApi3: Dialect = {
  major: 3,
  definitionsAt: '#/components/schemas/',
  refer: (reference, additions) =>
    Object.keys(additions).length === 0 ? reference : { allOf: [reference], ...additions },
  stringOr: (type, format) => ({
    ...(format && { format }),
    oneOf: type === 'integer' ? [{ type }, { type: 'string' }] : [{ type: 'string' }, { type }],
  }),
  defaultOf: (field) => field.default ?? (isStructByValue(field) ? emptyOf(field) : zeroOf(field)),
};

const emptyOf = ({ type }: FieldSchema): unknown => (type === 'message' ? {} : undefined);

const ZEROS: Partial<Record<FieldSchema['type'], unknown>> = {
  string: '',
  int32: 0,
  int64: 0,
  double: 0,
  bool: false,
};

const zeroOf = ({ alwaysWritten, zeroIsSet, repeated, map, type }: FieldSchema): unknown =>
  !alwaysWritten || zeroIsSet || repeated || map ? undefined : ZEROS[type];
