import fc from 'fast-check';
import { createSelection } from '../cache/selection';
import { parseRequestPath } from '../rest/request-path';
import { storedThing, targetOf, things } from '../testing/things';
import { selectedObjects } from './authorization';
import { requestInfoOf } from './requested-verb';

const NAMES = ['a', 'b', 'a,b', 'a=b', 'a\\', '', 'metadata.name', 'x!'];

/** Texts that look like selectors: escapes, doubled operators, spaces, empty terms, the same field twice, and noise. */
const operator = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('=', '==') },
  { weight: 1, arbitrary: fc.constantFrom('!=', '===', '!==', ' = ', '=!') },
);
const field = fc.oneof(
  { weight: 4, arbitrary: fc.constant('metadata.name') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'metadata.namespace',
      ' metadata.name',
      'metadata\\.name',
      'metadata.name\\',
      'spec.nodeName',
      '',
    ),
  },
);
const escaped = (text: string) => text.replace(/[\\,=]/g, '\\$&');
const value = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.constantFrom(...NAMES).map(escaped),
  fc.string({ unit: fc.constantFrom('a', 'b', '\\', ',', '=', '!', ' ', '.'), maxLength: 6 }),
);
const term = fc.tuple(field, operator, value).map((parts) => parts.join(''));
const selector = fc.oneof(
  { weight: 6, arbitrary: fc.array(term, { minLength: 1, maxLength: 4 }).map((terms) => terms.join(',')) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('metadata.name', '=', '!', ',', '\\', 'a', 'b'), maxLength: 12 }),
  },
);

/** Names that a stored object could have if nobody had looked at it. */
const stored = NAMES.map((name, index) => storedThing(name || 'c', index + 1));

/** The names of the objects that the selector answers with; undefined when it is refused. */
function answered(fieldSelector: string): string[] | undefined {
  try {
    const selection = createSelection(things, { namespace: 'default', fieldSelector });
    return stored.filter((one) => selection.matches(one)).map(({ object }) => object.metadata!.name!);
  } catch {
    return undefined;
  }
}

test('what is authorized as one object is never answered with another, over REST as over gRPC', () => {
  let narrowed = 0;
  fc.assert(
    fc.property(selector, fc.constantFrom('list', 'watch', 'deletecollection'), (text, verb) => {
      const query = new URLSearchParams({ fieldSelector: text, ...(verb === 'watch' ? { watch: '1' } : {}) });
      const rest = parseRequestPath(
        verb === 'deletecollection' ? 'DELETE' : 'GET',
        '/api/v1/namespaces/default/configmaps',
        query,
      );
      const grpc = requestInfoOf({ ...targetOf(things), name: '', verb }, text);
      expect({ verb: rest.verb, name: rest.name, fieldSelector: rest.fieldSelector }).toEqual({
        verb,
        name: grpc.name,
        fieldSelector: grpc.fieldSelector,
      });
      if (verb === 'deletecollection') expect(rest.name).toBe('');
      if (rest.name === '') return;
      narrowed++;
      for (const name of answered(text) ?? []) expect(name).toBe(rest.name);
      for (const { field: demanded, operator: how, value: wanted } of rest.fieldSelector!) {
        if (demanded === 'metadata.name' && how === '=')
          expect((answered(text) ?? []).every((name) => name === wanted)).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
  expect(narrowed).toBeGreaterThan(200);
});

test.each<[string, string, string]>([
  ['list', 'metadata.name=a', 'a'],
  ['watch', 'metadata.name==a,spec.x!=b', 'a'],
  ['list', 'metadata.name=a\\,b', 'a,b'],
  ['list', 'metadata.name!=b\\,metadata.name=a', ''],
  ['list', 'spec.x=y\\,metadata.name=a', ''],
  ['list', 'metadata.name=a/b', ''],
  ['list', 'metadata.name=..', ''],
  ['list', 'metadata.name=%2e', ''],
  ['list', 'metadata.name=a,nonsense', ''],
  ['list', 'metadata.name=', ''],
  ['deletecollection', 'metadata.name=a', ''],
])('%s of %j is authorized for %j', (verb, text, name) => expect(selectedObjects(verb, text).name).toBe(name));
