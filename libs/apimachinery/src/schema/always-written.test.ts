import { schema, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import { atOnce } from '../steps/steps';
import { zeroSteps } from './default-by-schema';

const message = (field: Partial<FieldSchema>): MessageSchema => ({
  name: 'test.Message',
  fields: { f: { number: 1, type: 'string', alwaysWritten: true, ...field } },
});

test.each<[string, Partial<FieldSchema>, unknown]>([
  ['a text', {}, ''],
  ['a text by pointer', { zeroIsSet: true }, null],
  ['a number', { type: 'int32' }, 0],
  ['a bool', { type: 'bool' }, false],
  ['a list', { repeated: true }, null],
  ['a map', { map: true }, null],
  ['bytes', { type: 'bytes' }, null],
  ['a time by value', { type: 'time', byValue: true }, null],
  ['a quantity by value', { type: 'quantity', byValue: true }, '0'],
  ['a quantity by pointer', { type: 'quantity' }, null],
  ['a number or text by value', { type: 'int-or-string', byValue: true }, 0],
  ['a struct by value', { type: 'message', message: 'test.Other', byValue: true }, {}],
  ['a struct by pointer', { type: 'message', message: 'test.Other' }, null],
  ['what is left out when it is empty', { alwaysWritten: false }, undefined],
  ['what has a default, which is no business of zeros', { serverDefault: 'a' }, ''],
])('%s', (_, field, expected) => {
  const object = {};
  expect(atOnce(zeroSteps(object, message(field)))).toBe(expected !== undefined);
  expect(object).toEqual({ f: expected });
  expect(atOnce(zeroSteps(object, message(field)))).toBe(false);
});

test('what is there stays, null as well', () => {
  for (const f of [null, 'x', '']) {
    const object = { f };
    expect(atOnce(zeroSteps(object, message({})))).toBe(false);
    expect(object).toEqual({ f });
  }
});

const NODE_INFO = expect.objectContaining({ machineID: '', kubeletVersion: '' }) as unknown;

test.each<[string, object, object]>([
  [
    'core.v1.Event',
    {},
    {
      metadata: {},
      involvedObject: {},
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: null,
      reportingComponent: '',
      reportingInstance: '',
    },
  ],
  [
    'core.v1.Node',
    {},
    {
      metadata: {},
      spec: {},
      status: { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: NODE_INFO },
    },
  ],
  ['coordination.v1.Lease', {}, { metadata: {}, spec: {} }],
  [
    'discovery.v1.EndpointSlice',
    { endpoints: [{ addresses: ['10.0.0.1'] }] },
    { metadata: {}, addressType: '', endpoints: [{ addresses: ['10.0.0.1'], conditions: {} }], ports: null },
  ],
  ['rbac.v1.Role', {}, { metadata: {}, rules: null }],
  ['core.v1.ConfigMap', {}, { metadata: {} }],
  ['networking.v1.IPAddress', { spec: { parentRef: {} } }, { metadata: {}, spec: { parentRef: {} } }],
  [
    'core.v1.PodStatus',
    { conditions: [{ type: 'Ready', status: 'True' }] },
    { conditions: [{ type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null }] },
  ],
])('%s', (name, object, expected) => {
  atOnce(zeroSteps(object, schema.of(`kubets.${name}`)));
  expect(object).toEqual(expected);
});
