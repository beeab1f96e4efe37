import { FieldPath } from '@kubets/apimachinery';
import type { CustomResourceDefinitionNames } from '@kubets/proto-gen/apiextensions/v1';
import { nameErrors } from './name-rules';

// Whether the first four are there is asked elsewhere; in a list an empty name is one that is wrong.
test.each<[CustomResourceDefinitionNames, string[]]>([
  [{ plural: '', singular: '', kind: '', listKind: '', shortNames: ['a'], categories: ['all'] }, []],
  [{ shortNames: ['a', ''], categories: [''] }, ['names.shortNames[1]', 'names.categories[0]']],
  [{ plural: 'A', kind: 'A_' }, ['names.plural', 'names.kind']],
  [{ kind: 'A', listKind: 'A' }, ['names.listKind']],
])('%j', (names, fields) => expect(nameErrors(names, FieldPath.of('names')).map(({ field }) => field)).toEqual(fields));
