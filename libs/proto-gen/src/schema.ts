// What the API's messages are made of, at run time: decoding, pruning, OpenAPI, strategic merge and
// server-side apply are driven by this, not by code per type. Generated from proto/.
import { atomicMessages, checkOrders, messageFields } from './gen/schema';

/** How a field's value, or each value of its list or map, is written in JSON. */
export type FieldType =
  | 'string'
  | 'int32'
  | 'int64'
  | 'bool'
  | 'double'
  /** A string of base64. */
  | 'bytes'
  /** RFC 3339 in whole seconds. */
  | 'time'
  /** RFC 3339 with microseconds. */
  | 'microtime'
  | 'quantity'
  | 'int-or-string'
  /** An object of any shape. */
  | 'struct'
  /** Any JSON value. */
  | 'any'
  | 'message';

export interface FieldSchema {
  number: number;
  type: FieldType;
  /** The full name of the message, where `type` is 'message' and proto/ declares it. */
  message?: string;
  /** What the message is made of, where `type` is 'message'. */
  schema?: MessageSchema;
  /** What the field is for, where no proto says it. */
  doc?: string;
  repeated?: true;
  /** The field is an object with string keys. */
  map?: true;
  required?: true;
  /** The values that the API documents. */
  enum?: string[];
  patchStrategy?: ('merge' | 'replace' | 'retainKeys')[];
  mergeKey?: string;
  listType?: 'atomic' | 'set' | 'map';
  listKeys?: string[];
  mapType?: 'atomic' | 'granular';
  /** Of a single message: whether it has one owner as a whole or one per field, where the field or the message says so. */
  structType?: 'atomic' | 'granular';
  /** What an absent field stands for, published in OpenAPI. */
  default?: unknown;
  /** What the server writes into an absent field without publishing it. */
  serverDefault?: unknown;
  immutable?: true;
  rules?: FieldRules;
  /** Field numbers leading to it in Kubernetes' own protobuf encoding ("2.6"), where that is not just `number`. */
  nativePath?: string;
  /** The type's name in Go, where it has one of its own: "v1.Protocol", "[]v1.IPFamily", "v1.ResourceList". */
  goType?: string;
  /** The structs of Go, within the message's own, that hold the field: "VolumeSource", "RuleWithOperations.Rule". */
  goPath?: string;
  /** Of a list: one without items is told from none in refusals and by who owns it, though it is written as none. */
  emptyIsTold?: true;
  /** Zero and absence differ; elsewhere that encoding writes zeros for absent fields. */
  zeroIsSet?: true;
  /** That encoding has it even where it is absent, as a message without content. */
  byValue?: true;
  /** JSON has it even where nobody set it: as {}, null or a zero. */
  alwaysWritten?: boolean;
  /** The feature that it belongs to, which is off: what comes in there is dropped. */
  disabledFeature?: string;
  /** What the value is in that encoding, where its JSON is one of several things. */
  nativeForm?: 'schema-or-array' | 'schema-or-bool' | 'schema-or-strings';
  /** Where there is a `nativeForm`: what a schema in it is, the message that has the field. */
  formSchema?: MessageSchema;
  /** Of an object of any shape: its values are lists of strings. */
  stringLists?: true;
  deprecated?: true;
  /** What each item of the list or entry of the map is, where that is not the field itself without being one. */
  entry?: FieldSchema;
  /** An object that stands here has parts of any name, all of them like the field; anything else is one whole. */
  deduced?: true;
  /** Of a custom kind: null is a value of it, which somebody owns. */
  nullable?: true;
}

/** What the server refuses; kubets.options.v1.Rules says what each means. */
export interface FieldRules {
  required?: true;
  requiredDetail?: string;
  absentIsZero?: true;
  closed?: true;
  minimum?: number;
  maximum?: number;
  above?: number;
  range?: { low: number; high: number; says?: string };
  minLength?: number;
  maxLength?: number;
  maxBytes?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
  format?: string;
  keyFormat?: string;
  unique?: true;
  uniqueBy?: string;
  union?: string;
  update?: ('NoSet' | 'NoUnset' | 'NoModify' | 'NoChange')[];
  last?: true;
  inOrder?: true;
  declared?: true;
}

/** A type of objects: a message of proto/, or the same said of a kind that no proto declares. */
export interface MessageSchema {
  /** The full name, such as 'kubets.core.v1.Pod'; it ends with version and kind. */
  name: string;
  /** What the type is for, where no proto says it. */
  doc?: string;
  /** By JSON name. */
  fields: Record<string, FieldSchema>;
  /** The fields that are told of first, in this order; without it, in the order of `fields`. */
  checked?: readonly string[];
  /** Server-side apply: the message has one owner as a whole, unless the field that holds it says 'granular'. */
  structType?: 'atomic';
  /** What members are that `fields` does not name. */
  rest?: FieldSchema;
  /**
   * What OpenAPI says of it, where that is more than follows from its fields; by OpenAPI's major version, made with what that
   * says of metadata.
   */
  published?: Record<2 | 3, (metadata: object) => Generator<undefined, object, undefined>>;
  /** Paths of fields, `spec.host`, by which lists of such objects may be selected from; told in OpenAPI. */
  selectableFields?: readonly string[];
}

/** They are by value everywhere, without being said. */
const METADATA = new Set(['kubets.meta.v1.ObjectMeta', 'kubets.meta.v1.ListMeta']);

/** Whether Kubernetes' own type has the field as a struct and no pointer to one: it is always there, empty if need be. */
export const isStructByValue = (field: FieldSchema): boolean =>
  !field.repeated && !field.map && (field.byValue === true || METADATA.has(field.message ?? ''));

let messages: Map<string, MessageSchema> | undefined;

function load(): Map<string, MessageSchema> {
  const found = new Map<string, MessageSchema>();
  for (const [name, fields] of Object.entries(JSON.parse(messageFields) as Record<string, MessageSchema['fields']>)) {
    // Without a prototype, so that looking up a field named "constructor" finds nothing.
    found.set(name, { name, fields: Object.assign(Object.create(null) as MessageSchema['fields'], fields) });
  }
  for (const name of atomicMessages) found.get(name)!.structType = 'atomic';
  for (const [name, fields] of Object.entries(JSON.parse(checkOrders) as Record<string, string[]>))
    found.get(name)!.checked = fields;
  for (const message of found.values())
    for (const field of Object.values(message.fields)) {
      if (field.message) field.schema = found.get(field.message)!;
      if (field.nativeForm) field.formSchema = message;
      field.alwaysWritten ??= field.required === true || isStructByValue(field);
      if (field.repeated && field.alwaysWritten && !field.required) field.emptyIsTold = true;
    }
  return found;
}

export const schema = {
  /** The message of that full name; undefined when there is none. The same object each time. */
  message(name: string): MessageSchema | undefined {
    return (messages ??= load()).get(name);
  },

  /** The same for a message that has to be there. @throws Error when it is not. */
  of(name: string): MessageSchema {
    const found = schema.message(name);
    if (!found) throw new Error(`there is no message ${name}`);
    return found;
  },

  /** The full names of all messages of the API. */
  messageNames(): string[] {
    return [...(messages ??= load()).keys()];
  },
};
