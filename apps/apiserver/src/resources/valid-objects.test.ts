import { atOnce, fieldErrorText, validateBySchema, type KubeObject } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { defaultObject } from '../pipeline/default-object';
import { resources } from './registry';
import { kindExamples } from './testing/kind-example';
import { created, readerOf, strategyContext, updated } from './testing/strategy-harness';

const writable = resources.filter(({ readOnly }) => !readOnly);

describe.each(writable.map((definition) => [definition.plural, definition] as const))('%s', (plural, definition) => {
  const { least, more, nameFor } = kindExamples.get(plural)!;
  const of = { chance: { int: () => 1 }, namespace: 'default', name: 'a' };
  const objects = [least(of), ...(more ? [more] : [])].map((fields): KubeObject => ({
    metadata: {
      name: nameFor?.(of.name, of.chance) ?? of.name,
      resourceVersion: '1',
      ...(definition.namespaced && { namespace: of.namespace }),
    },
    ...structuredClone(fields),
  }));
  const context = strategyContext({ reader: readerOf({ servicecidrs: [] }) });

  beforeAll(() => definition.loadRules?.());

  test.each(objects)('example %# has no errors, nor has the same one written again', (object) => {
    const { object: stored, errors } = created(definition, object, { context });
    expect(errors).toEqual([]);
    expect(updated(definition, stored, () => undefined, context).errors).toEqual([]);
  });

  test.each(objects)('defaults of example %# change nothing when set again', (object) => {
    for (const version of definition.versions) {
      const once = structuredClone(object);
      atOnce(defaultObject(once, version));
      const twice = structuredClone(once);
      atOnce(defaultObject(twice, version));
      expect(twice).toEqual(once);
    }
  });

  test('what it lacks is told with a path, however little of it there is', () => {
    const message = schema.message(definition.versions[0].message)!;
    for (const error of validateBySchema({}, message)) expect(fieldErrorText(error)).toMatch(/^\w+: Required value/);
  });
});
