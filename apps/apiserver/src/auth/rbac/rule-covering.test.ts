import { cpuMs } from '@kubets/apimachinery/testing';
import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import { missingPermissions, ruleText } from './rule-covering';

const rule = (group: string, resources: string[], verbs: string[], resourceNames?: string[]): PolicyRule => ({
  apiGroups: [group],
  resources,
  verbs,
  ...(resourceNames && { resourceNames }),
});
const url = (nonResourceURLs: string[], verbs = ['get']): PolicyRule => ({ nonResourceURLs, verbs });
const everything = [rule('*', ['*'], ['*']), url(['*'], ['*'])];

test.each<[string, PolicyRule[], PolicyRule[], string[]]>([
  ['nothing wanted', [], [], []],
  ['the same', [rule('', ['pods'], ['get'])], [rule('', ['pods'], ['get'])], []],
  [
    'put together from several rules',
    [rule('', ['pods'], ['get']), rule('', ['pods', 'secrets'], ['list']), rule('', ['secrets'], ['get'])],
    [rule('', ['pods', 'secrets'], ['get', 'list'])],
    [],
  ],
  ['everything for one who has it', everything, [rule('*', ['*'], ['*']), url(['/x'])], []],
  [
    'a verb too many',
    [rule('', ['pods'], ['get'])],
    [rule('', ['pods'], ['get', 'list', 'watch'])],
    ['{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}'],
  ],
  [
    'a star is not the sum of what is known',
    [rule('', ['pods'], ['get', 'list', 'create', 'delete'])],
    [rule('', ['pods'], ['*'])],
    ['{APIGroups:[""], Resources:["pods"], Verbs:["*"]}'],
  ],
  [
    'a resource without its subresource',
    [rule('', ['pods'], ['get'])],
    [rule('', ['pods/log'], ['get'])],
    ['{APIGroups:[""], Resources:["pods/log"], Verbs:["get"]}'],
  ],
  ['a subresource of all', [rule('', ['*/scale'], ['get'])], [rule('', ['things/scale'], ['get'])], []],
  ['one name of all', [rule('', ['secrets'], ['get'])], [rule('', ['secrets'], ['get'], ['a'])], []],
  [
    'all of one name',
    [rule('', ['secrets'], ['get'], ['a'])],
    [rule('', ['secrets'], ['get'])],
    ['{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}'],
  ],
  [
    'another name',
    [rule('', ['secrets'], ['get'], ['a'])],
    [rule('', ['secrets'], ['get'], ['a', 'b'])],
    ['{APIGroups:[""], Resources:["secrets"], ResourceNames:["b"], Verbs:["get"]}'],
  ],
  ['a path below', [url(['/healthz/*'])], [url(['/healthz/etcd'])], []],
  ['another path', [url(['/healthz/*'])], [url(['/metrics'])], ['{NonResourceURLs:["/metrics"], Verbs:["get"]}']],
])('%s', (_, owned, wanted, missing) => expect(missingPermissions(owned, wanted).map(ruleText)).toEqual(missing));

const many = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

test.each<[string, PolicyRule[], PolicyRule[]]>([
  [
    'of nothing held',
    [],
    [{ apiGroups: many(300, 'g'), resources: many(300, 'r'), verbs: many(300, 'v'), resourceNames: many(300, 'n') }],
  ],
  [
    'of all but one verb held',
    [rule('*', ['*'], many(299, 'v'))],
    [{ apiGroups: many(300, 'g'), resources: many(300, 'r'), verbs: many(300, 'v'), resourceNames: many(300, 'n') }],
  ],
  [
    'beyond what is looked at',
    [rule('*', ['*'], ['get'])],
    [{ apiGroups: many(1000, 'g'), resources: many(1000, 'r'), verbs: ['get'] }],
  ],
])('a rule of millions of combinations, %s, is refused soon and shortly', (_, owned, wanted) => {
  let missing: PolicyRule[] = [];
  expect(cpuMs(() => (missing = missingPermissions(owned, wanted)))).toBeLessThan(2000);
  expect(missing.length).toBeGreaterThan(0);
  expect(missing.length).toBeLessThanOrEqual(1000);
});

test('names beyond number are covered by a rule without names', () => {
  expect(
    missingPermissions(
      [rule('', ['pods'], ['get']), rule('', ['secrets'], ['get'])],
      [rule('', ['pods', 'secrets'], ['get'], many(100_000, 'n'))],
    ),
  ).toEqual([]);
});
