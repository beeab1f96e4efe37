import { inMapOrder } from './map-order';

const refusal = (...causes: [field: string, message: string][]) => ({
  kind: 'Status',
  message: `Pod "a" is invalid: [${causes.map((cause) => cause.join(': ')).join(', ')}]`,
  details: { name: 'a', causes: causes.map(([field, message]) => ({ reason: 'FieldValueInvalid', message, field })) },
});

test('what is wrong within a map has no order, and all else has', () => {
  const theirs = refusal(
    ['spec.b', 'x'],
    ['spec.m[p]', 'y'],
    ['spec.m[k]', 'x'],
    ['spec.l[1]', 'x'],
    ['spec.l[0]', 'x'],
  );
  const ours = refusal(['spec.b', 'x'], ['spec.m[k]', 'x'], ['spec.m[p]', 'y'], ['spec.l[1]', 'x'], ['spec.l[0]', 'x']);
  expect(inMapOrder(theirs)).toEqual(ours);
  expect(inMapOrder(ours)).toEqual(ours);
});

test.each([
  undefined,
  'text',
  { kind: 'Pod' },
  { kind: 'Status', message: 'm' },
  { kind: 'Status', message: 'm', details: {} },
])('%j is as it was', (body) => expect(inMapOrder(body)).toBe(body));
