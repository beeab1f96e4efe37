import { newForbidden, type StatusError } from '@kubets/apimachinery';
import type { AuthorizationRequest } from '../pipeline/authorization';
import type { AuthFilters } from '../pipeline/auth-filters';
import { impersonate } from './impersonation';

const caller = { username: 'jane', groups: ['devs'] };
const request = {
  verb: 'list',
  isResourceRequest: true,
  group: '',
  version: 'v1',
  resource: 'pods',
  subresource: '',
  namespace: 'n',
  name: '',
  path: '/api/v1/namespaces/n/pods',
};

/** Allows what the rules name; keeps what was asked. */
function gateOf(...rules: string[]): { auth: AuthFilters; asked: string[] } {
  const asked: string[] = [];
  const written = ({ verb, group, resource, subresource, namespace, name }: AuthorizationRequest) =>
    `${verb} ${group}/${resource}${subresource ? `/${subresource}` : ''} ${namespace}/${name}`;
  const auth: AuthFilters = {
    authenticate: async () => caller,
    async authorize(one) {
      const text = written(one);
      asked.push(text);
      if (!rules.some((rule) => text === rule || (rule.endsWith('*') && text.startsWith(rule.slice(0, -1)))))
        throw newForbidden({ group: '', resource: '' }, '', text);
    },
  };
  return { auth, asked };
}

const act = (headers: string[], ...rules: string[]) => impersonate(gateOf(...rules).auth, caller, headers, request);

test.each<[string, string[], object]>([
  ['nobody', [], caller],
  ['an empty name', ['Impersonate-User', ''], caller],
  ['a user', ['Impersonate-User', 'bob'], { username: 'bob', groups: ['system:authenticated'] }],
  [
    'the first of two',
    ['Impersonate-User', 'a', 'Impersonate-User', 'b'],
    { username: 'a', groups: ['system:authenticated'] },
  ],
  [
    'groups, one with a comma',
    ['impersonate-user', 'bob', 'Impersonate-Group', 'a', 'Impersonate-Group', 'b,c'],
    { username: 'bob', groups: ['a', 'b,c', 'system:authenticated'] },
  ],
  [
    'an empty group',
    ['Impersonate-User', 'bob', 'Impersonate-Group', ''],
    { username: 'bob', groups: ['', 'system:authenticated'] },
  ],
  [
    'a uid',
    ['Impersonate-User', 'bob', 'Impersonate-Uid', 'u'],
    { username: 'bob', uid: 'u', groups: ['system:authenticated'] },
  ],
  [
    'extras with and without escapes',
    [
      'Impersonate-User',
      'bob',
      'Impersonate-Extra-A%2fB',
      'v',
      'Impersonate-Extra-k%zz',
      'w',
      'Impersonate-Extra-a%2fb',
      'x',
    ],
    { username: 'bob', groups: ['system:authenticated'], extra: { 'a/b': ['v', 'x'], 'k%zz': ['w'] } },
  ],
  [
    'an account',
    ['Impersonate-User', 'system:serviceaccount:n:x'],
    {
      username: 'system:serviceaccount:n:x',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:n', 'system:authenticated'],
    },
  ],
  [
    'an account with groups',
    ['Impersonate-User', 'system:serviceaccount:n:x', 'Impersonate-Group', 'g'],
    { username: 'system:serviceaccount:n:x', groups: ['g', 'system:authenticated'] },
  ],
  [
    'no account',
    ['Impersonate-User', 'system:serviceaccount:A_B:x'],
    { username: 'system:serviceaccount:A_B:x', groups: ['system:authenticated'] },
  ],
  [
    'anonymous',
    ['Impersonate-User', 'system:anonymous'],
    { username: 'system:anonymous', groups: ['system:unauthenticated'] },
  ],
])('%s', async (_, headers, user) => expect(await act(headers, 'impersonate *')).toEqual(user));

test('__proto__ is an extra like any other', async () => {
  const { extra } = await act(['Impersonate-User', 'bob', 'Impersonate-Extra-__proto__', 'v'], 'impersonate *');
  expect(Object.entries(extra!)).toEqual([['__proto__', ['v']]]);
});

test.each<[string[], string]>([
  [
    ['Impersonate-Group', 'g'],
    'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"g"}, Extra:map[string][]string(nil)} without impersonating a user name',
  ],
  [
    ['Impersonate-User', '', 'Impersonate-Uid', 'u'],
    'requested &user.DefaultInfo{Name:"", UID:"u", Groups:[]string(nil), Extra:map[string][]string(nil)} without impersonating a user name',
  ],
  [
    ['Impersonate-Extra-K%zz', 'v'],
    'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string(nil), Extra:map[string][]string{"k%zz":[]string{"v"}}} without impersonating a user name',
  ],
])('%j is refused, whoever asks', async (headers, message) => {
  await expect(act(headers, 'impersonate *')).rejects.toMatchObject({ code: 400, message });
});

describe('what is asked, and of which refusal is told', () => {
  const all = ['Impersonate-User', 'bob', 'Impersonate-Group', 'g', 'Impersonate-Uid', 'u', 'Impersonate-Extra-a', 'b'];

  test.each<[string, string[], string[], string[]]>([
    [
      'the old way',
      all,
      ['impersonate *'],
      [
        'impersonate-on:user-info:list /pods n/',
        'impersonate /users /bob',
        'impersonate authentication.k8s.io/uids /u',
        'impersonate /groups /g',
        'impersonate authentication.k8s.io/userextras/a /b',
      ],
    ],
    [
      'as a user only to list',
      all,
      ['impersonate-on:user-info:list /pods n/', 'impersonate:user-info *'],
      [
        'impersonate-on:user-info:list /pods n/',
        'impersonate:user-info authentication.k8s.io/users /bob',
        'impersonate:user-info authentication.k8s.io/uids /u',
        'impersonate:user-info authentication.k8s.io/groups /g',
        'impersonate:user-info authentication.k8s.io/userextras/a /b',
      ],
    ],
    [
      'as an account',
      ['Impersonate-User', 'system:serviceaccount:n:x'],
      ['impersonate-on:serviceaccount:list *', 'impersonate:serviceaccount *'],
      [
        'impersonate-on:serviceaccount:list /pods n/',
        'impersonate:serviceaccount authentication.k8s.io/serviceaccounts n/x',
      ],
    ],
    [
      'as a node',
      ['Impersonate-User', 'system:node:n1'],
      ['impersonate-on:arbitrary-node:list *', 'impersonate:arbitrary-node *'],
      ['impersonate-on:arbitrary-node:list /pods n/', 'impersonate:arbitrary-node authentication.k8s.io/nodes /n1'],
    ],
  ])('%s', async (_, headers, rules, expected) => {
    const { auth, asked } = gateOf(...rules);
    await impersonate(auth, caller, headers, request);
    expect(asked).toEqual(expected);
  });

  test.each<[string, string[], string[], string]>([
    ['nothing at all', all, [], 'impersonate-on:user-info:list /pods n/'],
    ['all but the uid', all, ['impersonate /*'], 'impersonate-on:user-info:list /pods n/'],
    [
      'all but the group',
      all,
      ['impersonate-on:*', 'impersonate:user-info authentication.k8s.io/u*'],
      'impersonate:user-info authentication.k8s.io/groups /g',
    ],
    [
      'masters, in the new way',
      ['Impersonate-User', 'bob', 'Impersonate-Group', 'system:masters'],
      ['impersonate-on:*', 'impersonate:user-info *'],
      'impersonating the system:masters group is not allowed',
    ],
    [
      'a node with groups',
      ['Impersonate-User', 'system:node:n1', 'Impersonate-Group', 'g'],
      ['impersonate-on:*', 'impersonate:*'],
      'impersonate /users /system:node:n1',
    ],
  ])('%s', async (_, headers, rules, expected) => {
    const refusal = await act(headers, ...rules).then(
      () => undefined,
      (error: StatusError) => error,
    );
    expect(refusal?.code).toBe(403);
    expect(refusal?.message).toContain(expected);
  });
});
