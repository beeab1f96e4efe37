import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';

/** The messages from which a field that `wanted` names can be reached; the rest of an object needs no look. */
export function messagesReaching(
  root: MessageSchema,
  wanted: (field: FieldSchema) => boolean,
): ReadonlySet<MessageSchema> {
  const parents = new Map<MessageSchema, MessageSchema[]>([[root, []]]);
  const own: MessageSchema[] = [];
  const reaching = new Set<MessageSchema>();
  collect(root);
  own.forEach(mark);
  return reaching;

  function collect(message: MessageSchema): void {
    const fields = Object.values(message.fields);
    if (fields.some(wanted)) own.push(message);
    for (const field of fields) {
      const below = messageOf(field);
      if (!below) continue;
      const known = parents.get(below);
      if (known) known.push(message);
      else {
        parents.set(below, [message]);
        collect(below);
      }
    }
  }

  function mark(message: MessageSchema): void {
    if (reaching.has(message)) return;
    reaching.add(message);
    parents.get(message)!.forEach(mark);
  }
}

/** The message of the field's values; undefined for scalars. */
export function messageOf(field: FieldSchema): MessageSchema | undefined {
  return field.schema;
}
