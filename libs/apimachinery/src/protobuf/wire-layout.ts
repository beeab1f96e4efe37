import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';

export interface NamedField {
  name: string;
  field: FieldSchema;
}

/** What a field number of Kubernetes' own encoding leads to: a field of ours, or a message that ours has no counterpart of. */
export type WireEntry = NamedField | WireLayout;
export type WireLayout = Map<number, WireEntry>;

/** apiVersion and kind of an object have numbers from here on: the envelope carries them. */
const ENVELOPE_NUMBERS = new Set([100, 101]);

const layouts = new WeakMap<MessageSchema, WireLayout>();

export const isNested = (entry: WireEntry): entry is WireLayout => entry instanceof Map;

/** How Kubernetes lays a message out on the wire. */
export function wireLayoutOf(message: MessageSchema): WireLayout {
  const known = layouts.get(message);
  if (known) return known;
  const layout: WireLayout = new Map();
  for (const [name, field] of Object.entries(message.fields)) {
    const isEnvelope = (name === 'apiVersion' || name === 'kind') && ENVELOPE_NUMBERS.has(field.number);
    if (isEnvelope) continue;
    const path = field.nativePath?.split('.').map(Number) ?? [field.number];
    place(layout, path, { name, field });
  }
  layouts.set(message, layout);
  return layout;
}

function place(layout: WireLayout, [number, ...rest]: number[], entry: WireEntry): void {
  if (number === undefined) return;
  if (rest.length === 0) {
    layout.set(number, entry);
    return;
  }
  const inner = layout.get(number) ?? new Map<number, WireEntry>();
  layout.set(number, inner);
  if (isNested(inner)) place(inner, rest, entry);
}

const ownLayouts = new WeakMap<MessageSchema, Map<number, NamedField>>();

/** How our own protos lay it out: each field under its number. */
export function ownLayoutOf(message: MessageSchema): Map<number, NamedField> {
  const known = ownLayouts.get(message);
  if (known) return known;
  const fields = Object.entries(message.fields);
  const layout = new Map(fields.map(([name, field]) => [field.number, { name, field }]));
  ownLayouts.set(message, layout);
  return layout;
}
