import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { schemaOf, type TypeOfObjects } from '../registry/resource';

/** Lists of kinds that no proto declares, by what their items are made of. */
const made = new WeakMap<MessageSchema, MessageSchema>();

/** What a list of the resource is made of: `kubets.core.v1.PodList`. */
export function listSchema(resource: TypeOfObjects & { listKind: string }): MessageSchema {
  const item = schemaOf(resource);
  const name = item.name.slice(0, item.name.lastIndexOf('.') + 1) + resource.listKind;
  return schema.message(name) ?? made.get(item) ?? remember(item, name);
}

function remember(item: MessageSchema, name: string): MessageSchema {
  const list: MessageSchema = {
    name,
    doc: 'A list of objects of one kind.',
    fields: {
      apiVersion: { number: 100, type: 'string', doc: 'The version of the API that this list is written in.' },
      kind: { number: 101, type: 'string', doc: 'What this list is.' },
      metadata: {
        number: 1,
        type: 'message',
        schema: schema.of('kubets.meta.v1.ListMeta'),
        doc: 'What is said of the list as a whole.',
      },
      items: { number: 2, type: 'message', schema: item, repeated: true, required: true, doc: 'The objects.' },
    },
  };
  made.set(item, list);
  return list;
}
