import { atOnce } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { defaultObject } from '../pipeline/default-object';
import type { ResourceDefinition } from '../registry/resource';
import { resources } from './registry';
import { kindExamples } from './testing/kind-example';

const titlesOf = ({ columns }: ResourceDefinition, priority: number): string[] =>
  columns.filter((column) => column.priority === priority).map(({ name }) => name.replaceAll(' ', '_'));

describe.each(resources.map((resource) => [resource.plural, resource] as const))('%s', (_, resource) => {
  test('names a message for each version', () => {
    for (const { message } of resource.versions) expect(schema.message(message)).toBeDefined();
  });

  test('has the columns that kubectl users know', () => {
    const titles = [...titlesOf(resource, 0), '|', ...titlesOf(resource, 1)].join(' ');
    expect(titles).toBe(kindExamples.get(resource.plural)?.columns);
  });

  test('has columns that survive an empty object', () => {
    for (const column of resource.columns) expect(column.value({}, { now: new Date(0) })).toBeDefined();
  });

  test('has field selectors that survive an empty object', () => {
    for (const field of Object.values(resource.fieldSelectors ?? {})) expect(typeof field({})).toBe('string');
  });

  test('has defaults that survive an empty object, and change nothing when set again', () => {
    for (const version of resource.versions) {
      const object = {};
      atOnce(defaultObject(object, version));
      const once = structuredClone(object);
      atOnce(defaultObject(object, version));
      expect(object).toEqual(once);
    }
  });
});
