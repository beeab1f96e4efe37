/** Who makes a request, as authentication found out. */
export interface UserInfo {
  username: string;
  uid?: string;
  groups: string[];
  extra?: Record<string, string[]>;
}

/** What `extra` says of the credential and, of a pod's token, of the pod and its node. */
export const EXTRA = {
  credentialId: 'authentication.kubernetes.io/credential-id',
  podName: 'authentication.kubernetes.io/pod-name',
  podUid: 'authentication.kubernetes.io/pod-uid',
  nodeName: 'authentication.kubernetes.io/node-name',
  nodeUid: 'authentication.kubernetes.io/node-uid',
} as const;

export const ANONYMOUS: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] };

const NODE_PREFIX = 'system:node:';

/** The node's name when the user is a kubelet; undefined for everybody else. */
export function nodeNameOf({ username, groups }: UserInfo): string | undefined {
  return username.startsWith(NODE_PREFIX) && username.length > NODE_PREFIX.length && groups.includes('system:nodes')
    ? username.slice(NODE_PREFIX.length)
    : undefined;
}

/** The name that a service account has as a user. */
export const serviceAccountUsername = (namespace: string, name: string): string =>
  `system:serviceaccount:${namespace}:${name}`;

export const serviceAccountGroups = (namespace: string): string[] => [
  'system:serviceaccounts',
  `system:serviceaccounts:${namespace}`,
];
