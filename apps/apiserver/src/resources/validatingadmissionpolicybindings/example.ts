import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name PolicyName ParamRef Age |',
  least: () => ({ spec: { policyName: 'none', validationActions: ['Deny'] } }),
  more: {
    spec: {
      policyName: 'a',
      matchResources: {
        resourceRules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
      },
      validationActions: ['Deny', 'Audit'],
    },
  },
};
