import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Validations ParamKind Age |',
  least: () => ({
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['none.fuzz.invalid'], apiVersions: ['v1'], resources: ['nothing'], operations: ['CREATE'] },
        ],
      },
      variables: [{ name: 'labels', expression: 'object.metadata.labels' }],
      validations: [{ expression: "'a' in variables.labels", message: 'fuzz' }],
    },
  }),
  more: {
    spec: {
      matchConstraints: {
        resourceRules: [
          { operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], resourceNames: ['a'] },
        ],
      },
      variables: [{ name: 'n', expression: 'object.spec.replicas' }],
      validations: [{ expression: 'variables.n > 1', messageExpression: "'n is ' + string(variables.n)" }],
    },
  },
};
