import { unsupportedUsers } from './own-users';

const features = {
  handlers: [
    { name: '', recursiveReadOnlyMounts: true, userNamespaces: true },
    { name: 'kata', recursiveReadOnlyMounts: false, userNamespaces: false },
  ],
  supplementalGroupsPolicy: true,
};

test.each<[string, boolean | undefined, string | undefined, typeof features | undefined, RegExp | undefined]>([
  ['not asked for', undefined, undefined, undefined, undefined],
  ['users of the node', true, undefined, undefined, undefined],
  ['a runtime that has them', false, undefined, features, undefined],
  ['a runtime that does not tell', false, undefined, undefined, /runtime does not support user namespaces/],
  ['a handler that has none', false, 'kata', features, /RuntimeClass handler "kata" does not support/],
])('%s', (_, hostUsers, handler, known, expected) => {
  const problem = unsupportedUsers({ spec: { hostUsers } }, known, handler);
  if (expected) expect(problem).toMatch(expected);
  else expect(problem).toBeUndefined();
});
