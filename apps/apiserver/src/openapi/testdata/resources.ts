import type { OpenApiResource } from '../open-api-resource';

const everyVerb = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

export const pods: OpenApiResource = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  listKind: 'PodList',
  plural: 'pods',
  singular: 'pod',
  namespaced: true,
  message: 'kubets.core.v1.Pod',
  verbs: everyVerb,
  subresources: [
    {
      name: 'status',
      group: '',
      version: 'v1',
      kind: 'Pod',
      message: 'kubets.core.v1.Pod',
      verbs: ['get', 'update', 'patch'],
    },
    {
      name: 'eviction',
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      message: 'kubets.policy.v1.Eviction',
      verbs: ['create'],
    },
    { name: 'log', group: '', version: 'v1', kind: 'Pod', verbs: ['get'], options: 'kubets.core.v1.PodLogOptions' },
    {
      name: 'exec',
      group: '',
      version: 'v1',
      kind: 'PodExecOptions',
      verbs: ['get', 'create'],
      options: 'kubets.core.v1.PodExecOptions',
    },
    {
      name: 'proxy',
      group: '',
      version: 'v1',
      kind: 'PodProxyOptions',
      verbs: ['get', 'create', 'update', 'patch', 'delete'],
      options: 'kubets.core.v1.PodProxyOptions',
    },
  ],
};

export const deployments: OpenApiResource = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  listKind: 'DeploymentList',
  plural: 'deployments',
  singular: 'deployment',
  namespaced: true,
  message: 'kubets.apps.v1.Deployment',
  verbs: everyVerb,
  subresources: [
    {
      name: 'scale',
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      message: 'kubets.autoscaling.v1.Scale',
      verbs: ['get', 'update', 'patch'],
    },
  ],
};

export const clusterRoles: OpenApiResource = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  listKind: 'ClusterRoleList',
  plural: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
  message: 'kubets.rbac.v1.ClusterRole',
  verbs: everyVerb,
  subresources: [],
};

export const tokenReviews: OpenApiResource = {
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenReview',
  listKind: '',
  plural: 'tokenreviews',
  singular: 'tokenreview',
  namespaced: false,
  message: 'kubets.authentication.v1.TokenReview',
  verbs: ['create'],
  subresources: [],
};

export const resources = [pods, deployments, clusterRoles, tokenReviews];
