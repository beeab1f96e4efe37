import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { ageColumn, nameColumn } from '../columns/standard-columns';
import type { ResourceDefinition } from '../registry/resource';

const spec: MessageSchema = {
  name: 'com.example.v1.WidgetSpec',
  doc: 'What a widget is to be like.',
  fields: {
    size: { number: 0, type: 'int32', doc: 'How large it is.' },
    color: { number: 0, type: 'string', doc: 'How it looks.' },
    parts: { number: 0, type: 'string', map: true, doc: 'What it is made of.' },
  },
};

const widget: MessageSchema = {
  name: 'com.example.v1.Widget',
  doc: 'A kind that no proto declares.',
  fields: {
    apiVersion: { number: 0, type: 'string' },
    kind: { number: 0, type: 'string' },
    metadata: { number: 0, type: 'message', schema: schema.of('kubets.meta.v1.ObjectMeta') },
    spec: { number: 0, type: 'message', schema: spec, doc: 'What the widget is to be like.' },
  },
};

/** A kind whose schema is a value, as that of a custom resource is. */
export const widgets: ResourceDefinition = {
  group: 'example.com',
  plural: 'widgets',
  singular: 'widget',
  kind: 'Widget',
  shortNames: ['wd'],
  namespaced: true,
  versions: [{ version: 'v1', message: widget.name, schema: widget }],
  columns: [nameColumn, ageColumn],
  validate: () => [],
};
