import { definition } from './definitions';

/** Everything that a schema can ask of a value, with rules. */
export const SCHEMA = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['text'],
      properties: {
        text: { type: 'string', minLength: 1, maxLength: 10, pattern: '^[a-z]*$' },
        replicas: { type: 'integer', minimum: 0, maximum: 10, default: 1, format: 'int32' },
        long: { type: 'integer', format: 'int64' },
        number: { type: 'number', multipleOf: 0.5, exclusiveMaximum: true, maximum: 100 },
        choice: { type: 'string', enum: ['A', 'B'] },
        flag: { type: 'boolean' },
        time: { type: 'string', format: 'date-time' },
        bytes: { type: 'string', format: 'byte' },
        address: { type: 'string', format: 'ipv4' },
        uuid: { type: 'string', format: 'uuid' },
        duration: { type: 'string', format: 'duration' },
        either: { 'x-kubernetes-int-or-string': true },
        maybe: { type: 'string', nullable: true },
        filled: { type: 'string', nullable: true, default: 'd' },
        any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        map: { type: 'object', additionalProperties: { type: 'integer' }, maxProperties: 2 },
        list: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3 },
        set: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        keyed: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, value: { type: 'string', default: 'v' } },
          },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
        nested: {
          type: 'object',
          default: {},
          properties: { a: { type: 'integer', default: 5 }, b: { type: 'string' } },
        },
        of: {
          type: 'object',
          oneOf: [{ required: ['x'] }, { required: ['y'] }],
          properties: { x: { type: 'string' }, y: { type: 'string' } },
        },
        not: { type: 'string', not: { enum: ['bad'] } },
        low: { type: 'integer' },
        high: { type: 'integer' },
        fixed: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'is fixed' }] },
        embedded: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          'x-kubernetes-preserve-unknown-fields': true,
        },
      },
      'x-kubernetes-validations': [
        { rule: '!has(self.low) || !has(self.high) || self.low <= self.high', message: 'low is above high' },
        {
          rule: '!has(self.low) || self.low >= 0',
          messageExpression: '"low is low"',
          fieldPath: '.low',
        },
        { rule: '!has(self.high) || self.high < 1000', reason: 'FieldValueForbidden' },
      ],
    },
    status: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        selector: { type: 'string' },
        phase: { type: 'string', enum: ['A', 'B'] },
      },
    },
  },
};
/** A definition with all of it, and with every part that a kind can have. */
export const RICH = definition(SCHEMA, {
  version: {
    subresources: {
      status: {},
      scale: {
        specReplicasPath: '.spec.replicas',
        statusReplicasPath: '.status.replicas',
        labelSelectorPath: '.status.selector',
      },
    },
    additionalPrinterColumns: [
      { name: 'Text', type: 'string', jsonPath: '.spec.text' },
      { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas', description: 'how many' },
      { name: 'When', type: 'date', jsonPath: '.metadata.creationTimestamp', priority: 1 },
      { name: 'List', type: 'string', jsonPath: '.spec.list' },
      { name: 'Flag', type: 'boolean', jsonPath: '.spec.flag' },
    ],
    selectableFields: [{ jsonPath: '.spec.choice' }],
  },
});
