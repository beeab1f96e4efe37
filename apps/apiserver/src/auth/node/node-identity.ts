import type { UserInfo } from '../user/user-info';

const PREFIX = 'system:node:';

/** The node's name when the user is a kubelet; undefined for everybody else. */
export function nodeNameOf({ username, groups }: UserInfo): string | undefined {
  return username.startsWith(PREFIX) && username.length > PREFIX.length && groups.includes('system:nodes')
    ? username.slice(PREFIX.length)
    : undefined;
}
