import type { ClusterRole, ClusterRoleBinding } from '@kubets/proto-gen/rbac/v1';
import { READ, rule, urlRule } from './rule';

const DISCOVERY_PATHS = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];

/** Roles of everybody, and those that operators bind to what they add. */
export const systemRoles: ClusterRole[] = [
  { metadata: { name: 'system:discovery' }, rules: [urlRule(DISCOVERY_PATHS)] },
  {
    metadata: { name: 'system:basic-user' },
    rules: [
      rule('authorization.k8s.io', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], ['create']),
      rule('authentication.k8s.io', ['selfsubjectreviews'], ['create']),
    ],
  },
  {
    metadata: { name: 'system:public-info-viewer' },
    rules: [urlRule(['/healthz', '/livez', '/readyz', '/version', '/version/'])],
  },
  {
    metadata: { name: 'system:monitoring' },
    rules: [
      urlRule([
        '/flagz',
        '/healthz',
        '/healthz/*',
        '/livez',
        '/livez/*',
        '/metrics',
        '/metrics/slis',
        '/readyz',
        '/readyz/*',
        '/statusz',
      ]),
      rule('', ['nodes/metrics'], ['get']),
    ],
  },
  {
    metadata: { name: 'system:service-account-issuer-discovery' },
    rules: [
      urlRule([
        '/.well-known/openid-configuration',
        '/.well-known/openid-configuration/',
        '/openid/v1/jwks',
        '/openid/v1/jwks/',
      ]),
    ],
  },
  {
    metadata: { name: 'system:auth-delegator' },
    rules: [
      rule('authentication.k8s.io', ['tokenreviews'], ['create']),
      rule('authorization.k8s.io', ['subjectaccessreviews'], ['create']),
    ],
  },
  {
    metadata: { name: 'system:cluster-trust-bundle-discovery' },
    rules: [rule('certificates.k8s.io', ['clustertrustbundles'], READ)],
  },
  {
    metadata: { name: 'system:kubelet-api-admin' },
    rules: [
      rule('', ['nodes'], ['get', 'list', 'watch']),
      rule('', ['nodes'], ['proxy']),
      rule(
        '',
        ['nodes/configz', 'nodes/healthz', 'nodes/log', 'nodes/metrics', 'nodes/pods', 'nodes/proxy', 'nodes/stats'],
        ['*'],
      ),
    ],
  },
];

/** role → who has it. */
export function clusterRoleBinding(
  roleName: string,
  subjects: { kind: 'User' | 'Group'; name: string }[],
  name = roleName,
): ClusterRoleBinding {
  return {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
    subjects: subjects.map((subject) => ({ apiGroup: 'rbac.authorization.k8s.io', ...subject })),
  };
}

export const systemBindings: ClusterRoleBinding[] = [
  clusterRoleBinding('cluster-admin', [{ kind: 'Group', name: 'system:masters' }]),
  clusterRoleBinding('system:monitoring', [{ kind: 'Group', name: 'system:monitoring' }]),
  clusterRoleBinding('system:discovery', [{ kind: 'Group', name: 'system:authenticated' }]),
  clusterRoleBinding('system:basic-user', [{ kind: 'Group', name: 'system:authenticated' }]),
  clusterRoleBinding('system:public-info-viewer', [
    { kind: 'Group', name: 'system:authenticated' },
    { kind: 'Group', name: 'system:unauthenticated' },
  ]),
  clusterRoleBinding('system:service-account-issuer-discovery', [{ kind: 'Group', name: 'system:serviceaccounts' }]),
  clusterRoleBinding('system:cluster-trust-bundle-discovery', [{ kind: 'Group', name: 'system:serviceaccounts' }]),
];
