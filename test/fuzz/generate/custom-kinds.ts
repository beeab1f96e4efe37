import type { Draw } from './draw';
import type { ServedKind } from './served-kinds';

type Json = Record<string, unknown>;

/** What of a structural schema its values are drawn by. */
export interface DrawnSchema {
  type?: string;
  format?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  required?: string[];
  properties?: Record<string, DrawnSchema>;
  additionalProperties?: DrawnSchema;
  items?: DrawnSchema;
  [extension: string]: unknown;
}

const GROUP = 'standing.fuzz.invalid';
const named: DrawnSchema = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', maxLength: 40 }, count: { type: 'integer', default: 1 } },
};
const gaugeSchema: DrawnSchema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      'x-kubernetes-validations': [
        { rule: 'self.size != 7', messageExpression: "'not ' + (self.size == 7 ? '7' : 'so')" },
        { rule: '!has(self.parts) || self.parts.all(p, p.count > 0)', message: 'parts have to be there' },
      ],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 6 },
        replicas: { type: 'integer', format: 'int32', minimum: 0 },
        color: {
          type: 'string',
          default: 'red',
          enum: ['red', 'green'],
          'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'it is immutable' }],
        },
        code: { type: 'string', pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$', maxLength: 60 },
        at: { type: 'string', format: 'date-time' },
        bytes: { type: 'string', format: 'byte' },
        share: { type: 'number' },
        port: { 'x-kubernetes-int-or-string': true },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        parts: {
          type: 'array',
          maxItems: 50,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: named,
        },
        words: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        maybe: { type: 'string', nullable: true },
      },
    },
    status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

const version = (name: string, schema: DrawnSchema, more: object) => ({
  name,
  served: true,
  schema: { openAPIV3Schema: schema },
  ...more,
});
const below = {
  status: {},
  scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
};

/** Definitions that are there before the fuzz begins: with rules, without conversion, in several versions, of free form. */
export const DEFINITIONS: readonly (Json & { metadata: { name: string } })[] = [
  {
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { plural: 'gauges', singular: 'gauge', kind: 'Gauge', shortNames: ['gg'], categories: ['all'] },
      versions: [
        version('v1', gaugeSchema, {
          storage: true,
          subresources: below,
          selectableFields: [{ jsonPath: '.spec.color' }],
          additionalPrinterColumns: [
            { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
            { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          ],
        }),
        version('v1beta1', gaugeSchema, { storage: false, deprecated: true, subresources: below }),
      ],
    },
  },
  {
    spec: {
      group: GROUP,
      scope: 'Cluster',
      names: { plural: 'plates', singular: 'plate', kind: 'Plate' },
      versions: [version('v1', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, { storage: true })],
    },
  },
].map(({ spec }) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${spec.names.plural}.${spec.group}` },
  spec,
}));

const custom = (
  names: Pick<ServedKind, 'version' | 'kind' | 'plural' | 'namespaced'>,
  schema: DrawnSchema,
): ServedKind => ({
  ...names,
  group: GROUP,
  message: '',
  subresources: ['status', 'scale'],
  virtual: false,
  schema,
});

export const CUSTOM_KINDS: readonly ServedKind[] = [
  custom({ version: 'v1', kind: 'Gauge', plural: 'gauges', namespaced: true }, gaugeSchema),
  custom({ version: 'v1beta1', kind: 'Gauge', plural: 'gauges', namespaced: true }, gaugeSchema),
  custom({ version: 'v1', kind: 'Plate', plural: 'plates', namespaced: false }, { type: 'object' }),
];

/** Sets a member of the object, or of one below it, to a value that its schema has for it, more often than not. */
export function addCustomField(draw: Draw, object: Json, { properties = {} }: DrawnSchema): void {
  const names = Object.keys(properties);
  if (names.length === 0) return void (object[draw.pick(['a', 'spec', 'b'])] = draw.json());
  const name = draw.pick(names);
  const schema = properties[name]!;
  const present = object[name];
  if (schema.properties && typeof present === 'object' && present !== null && draw.chance(0.9))
    return addCustomField(draw, present as Json, schema);
  object[name] = valueOf(draw, schema);
}

function valueOf(draw: Draw, schema: DrawnSchema): unknown {
  if (schema.enum) return draw.pick(schema.enum);
  if (schema['x-kubernetes-int-or-string']) return draw.pick<unknown>([1, '25%', 'http']);
  if (schema['x-kubernetes-preserve-unknown-fields']) return { a: draw.json() };
  switch (schema.type) {
    case 'integer':
      return draw.pick([schema.minimum ?? 0, 1, 2, schema.maximum ?? 7, -1, 2 ** 31]);
    case 'number':
      return draw.pick([0, 0.5, 1e300, draw.double()]);
    case 'string':
      return TEXTS[schema.format ?? ''] ?? draw.pick(['a', 'fuzz-b', '', draw.text()]);
    case 'boolean':
      return draw.chance(0.5);
    case 'array':
      return Array.from({ length: draw.int(3) }, () => valueOf(draw, schema.items!));
    default:
      return objectOf(draw, schema);
  }
}

const TEXTS: Record<string, string> = { 'date-time': '2026-01-31T09:30:00Z', byte: 'MQ==' };

function objectOf(draw: Draw, { properties = {}, required = [], additionalProperties }: DrawnSchema): Json {
  const names = Object.keys(properties).filter((name) => required.includes(name) || draw.chance(0.3));
  const object: Json = Object.fromEntries(names.map((name) => [name, valueOf(draw, properties[name]!)]));
  if (additionalProperties) object[draw.pick(['a', 'b', 'example.com/c'])] = valueOf(draw, additionalProperties);
  return object;
}
