import { atOnce, compareSteps, mistypedFields } from '@kubets/apimachinery';
import { messageOf } from './message-schema';

const message = messageOf('test.v1.Thing', {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        plain: { type: 'string' },
        maybe: { type: 'string', nullable: true },
        inner: { type: 'object', nullable: true, properties: { a: { type: 'string' } } },
      },
    },
  },
});
const made = { metadata: { labels: { a: 'b' } } };

test.each<[string, object | undefined, object, object | undefined, object | undefined]>([
  ['metadata is never absent', undefined, made, { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } }, undefined],
  ['what has only a name has no owner', undefined, { metadata: { name: 'a' } }, undefined, undefined],
  [
    'null where it is a value',
    undefined,
    { spec: { maybe: null, inner: null } },
    { 'f:spec': { '.': {}, 'f:maybe': {}, 'f:inner': {} } },
    undefined,
  ],
  [
    'null in place of a value',
    { spec: { maybe: 'x' } },
    { spec: { maybe: null } },
    { 'f:spec': { 'f:maybe': {} } },
    undefined,
  ],
  [
    'no null any more',
    { spec: { plain: 'x', maybe: null } },
    { spec: { plain: 'x' } },
    undefined,
    { 'f:spec': { 'f:maybe': {} } },
  ],
])('who owns what of a custom kind: %s', (_what, before, after, changed, removed) => {
  expect(atOnce(compareSteps(before, after, message))).toEqual({ changed, removed });
});

test('what is applied has to be of its type', () => {
  expect(atOnce(mistypedFields({ spec: { plain: 5, maybe: null } }, message))).toEqual([
    '.spec.plain: expected string, got &value.valueUnstructured{Value:5}',
  ]);
});
