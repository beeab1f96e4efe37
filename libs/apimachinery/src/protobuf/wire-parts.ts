import { isStructByValue, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import { formMessageOf } from './native-form';
import { isNested, ownLayoutOf, wireLayoutOf, type NamedField, type WireLayout } from './wire-layout';
import { DELIMITED, tagOf, wireTypeOf, zeroOf, type Zero } from './write-value';

/** A field of a message as it is written. */
export interface WireField {
  tag: number;
  name: string;
  field: FieldSchema;
  /** What stands for an absent value. */
  zero: Zero | undefined;
  /** What the field's values are made of, where they are messages. */
  message: MessageSchema | undefined;
  /** The message is there even where the value is absent. */
  isByValue: boolean;
  /** Of a message of Kubernetes' own: which of the things that it may hold the value is in JSON. */
  form: FieldSchema['nativeForm'];
}

/** A message of Kubernetes' own with several fields of ours in it. */
export interface WireGroup {
  tag: number;
  parts: WirePart[];
}

export type WirePart = WireField | WireGroup;

export const isGroup = (part: WirePart): part is WireGroup => 'parts' in part;

const known = new WeakMap<MessageSchema, WirePart[]>();

/** What a message is made of on Kubernetes' wire, the last first. */
export function wirePartsOf(message: MessageSchema): WirePart[] {
  let parts = known.get(message);
  if (!parts) known.set(message, (parts = partsIn(wireLayoutOf(message))));
  return parts;
}

const partsIn = (layout: WireLayout): WirePart[] =>
  [...layout]
    .sort(([a], [b]) => b - a)
    .map(([number, entry]) =>
      isNested(entry)
        ? { tag: tagOf(number, DELIMITED), parts: partsIn(entry) }
        : wireField(number, entry.name, entry.field),
    );

function wireField(number: number, name: string, field: FieldSchema): WireField {
  const message = field.nativeForm ? formMessageOf(field) : field.schema;
  return {
    tag: tagOf(number, wireTypeOf(field)),
    name,
    field,
    zero: zeroOf(field),
    message,
    isByValue: message !== undefined && isStructByValue(field),
    form: field.nativeForm,
  };
}

const own = new WeakMap<MessageSchema, WirePart[]>();

/** The same of our own protos, where what is absent is not written. */
export function ownPartsOf(message: MessageSchema): WirePart[] {
  let parts = own.get(message);
  if (!parts) {
    parts = [...ownLayoutOf(message)].map(([number, entry]) => ownField(number, entry as NamedField));
    own.set(message, parts);
  }
  return parts;
}

const ownField = (number: number, { name, field }: NamedField): WireField => ({
  tag: tagOf(number, wireTypeOf(field)),
  name,
  field,
  zero: undefined,
  message: field.schema,
  isByValue: false,
  form: undefined,
});
