import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name PriorityLevel MatchingPrecedence DistinguisherMethod Age MissingPL |',
  least: () => ({
    spec: {
      priorityLevelConfiguration: { name: 'none' },
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: 'nobody' } }],
          nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/none'] }],
        },
      ],
    },
  }),
  more: {
    spec: {
      priorityLevelConfiguration: { name: 'a' },
      distinguisherMethod: { type: 'ByUser' },
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: '*' } }],
          resourceRules: [{ verbs: ['get'], apiGroups: ['*'], resources: ['pods'], namespaces: ['a'] }],
          nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['/a/*'] }],
        },
      ],
    },
  },
};
