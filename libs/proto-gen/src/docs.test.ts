import { docs } from './docs';
import { schema } from './schema';

test('a message and its fields are described', () => {
  const pod = docs.message('kubets.core.v1.Pod');
  expect(pod?.doc).toBe('One or more containers that run together on a node, with one IP address.');
  expect(Object.keys(pod!.fields).sort()).toEqual(Object.keys(schema.message('kubets.core.v1.Pod')!.fields).sort());
});

test('a comment of several lines is one paragraph', () => {
  expect(docs.message('kubets.core.v1.ServiceSpec')?.fields['type']).not.toContain('\n');
});

test('every message and field has a description', () => {
  const silent = schema.messageNames().flatMap((name) => {
    const described = docs.message(name);
    const fields = Object.keys(schema.message(name)!.fields).filter((field) => !described?.fields[field]);
    return [...(described?.doc ? [] : [name]), ...fields.map((field) => `${name}.${field}`)];
  });
  expect(silent).toEqual([]);
});

test.each(['kubets.core.v1.Nothing', 'constructor'])('%s is no message', (name) => {
  expect(docs.message(name)).toBeUndefined();
});
