import { isDns1123Label, isDns1123Subdomain, isForbidden, newForbidden } from '@kubets/apimachinery';
import type { UserInfo } from '../auth/user/user-info';
import type { RequestInfo } from '../pipeline/authorization';
import type { AuthFilters } from '../pipeline/auth-filters';
import { wantedUserOf, type WantedUser } from './impersonation-headers';

const AUTHENTICATION = { group: 'authentication.k8s.io', version: 'v1' };

/**
 * The user that the caller wants to act as (`kubectl --as`), if they may; else the caller. There are several ways to be
 * allowed: the constrained ones, which also need a rule for what is done as that user, and the old one, which is for
 * everything. The first refusal is told. See https://kep.k8s.io/5284; a node's own ServiceAccounts have no way of their own.
 * @throws StatusError 400, 403.
 */
export async function impersonate(
  auth: AuthFilters,
  caller: UserInfo,
  rawHeaders: readonly string[],
  request: RequestInfo,
): Promise<UserInfo> {
  const wanted = wantedUserOf(rawHeaders);
  if (!wanted) return caller;
  const mode = modeOf(wanted);
  const attempts = [
    ...(mode ? [() => constrained(auth, caller, wanted, mode, request)] : []),
    () => allowed(auth, caller, wanted, 'impersonate', undefined),
  ];
  let refusal: unknown;
  for (const attempt of attempts) {
    try {
      return await attempt();
    } catch (error) {
      if (!isForbidden(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

type Mode = 'arbitrary-node' | 'serviceaccount' | 'user-info';

/** Nodes and ServiceAccounts are what their names say and nothing more; anybody else may have groups and the like. */
function modeOf({ username, uid, groups, extra }: WantedUser): Mode | undefined {
  const special =
    nodeOf(username) !== undefined ? 'arbitrary-node' : accountOf(username) ? 'serviceaccount' : undefined;
  if (!special) return 'user-info';
  return uid || groups.length > 0 || Object.keys(extra).length > 0 ? undefined : special;
}

async function constrained(
  auth: AuthFilters,
  caller: UserInfo,
  wanted: WantedUser,
  mode: Mode,
  request: RequestInfo,
): Promise<UserInfo> {
  await auth.authorize({ ...request, user: caller, verb: `impersonate-on:${mode}:${request.verb}` });
  const groups = { group: AUTHENTICATION.group, resource: 'groups' };
  const refuse = (detail: string, resource = groups) =>
    newForbidden(
      resource,
      '',
      `User "${caller.username}" cannot impersonate:${mode} resource "${resource.resource}" in API group "${resource.group}" at the cluster scope: ${detail}`,
    );
  if (wanted.groups.includes('')) throw refuse('impersonating the empty string group is not allowed');
  if (wanted.groups.includes('system:masters')) throw refuse('impersonating the system:masters group is not allowed');
  const extras = { group: AUTHENTICATION.group, resource: 'userextras' };
  for (const [key, values] of Object.entries(wanted.extra)) {
    if (key === '') throw refuse('impersonating the empty string key in extra is not allowed', extras);
    if (values.includes('')) throw refuse('impersonating the empty string value in extra is not allowed', extras);
  }
  return allowed(auth, caller, wanted, `impersonate:${mode}`, mode);
}

/** Asks for each thing the user is made of. */
async function allowed(
  auth: AuthFilters,
  caller: UserInfo,
  wanted: WantedUser,
  verb: string,
  mode: Mode | undefined,
): Promise<UserInfo> {
  const { username, uid, extra } = wanted;
  const ask = (
    resource: string,
    name: string,
    where: { group?: string; subresource?: string; namespace?: string } = {},
  ) =>
    auth.authorize({
      user: caller,
      verb,
      isResourceRequest: true,
      group: '',
      version: 'v1',
      subresource: '',
      namespace: '',
      path: '',
      ...where,
      resource,
      name,
    });
  const userGroup = mode ? AUTHENTICATION.group : '';
  const account = accountOf(username);
  const node = mode ? nodeOf(username) : undefined;
  if (account) await ask('serviceaccounts', account.name, { group: userGroup, namespace: account.namespace });
  else await ask(node === undefined ? 'users' : 'nodes', node ?? username, { group: userGroup });
  if (uid) await ask('uids', uid, AUTHENTICATION);
  for (const group of wanted.groups) await ask('groups', group, { group: userGroup });
  for (const [key, values] of Object.entries(extra))
    for (const value of values) await ask('userextras', value, { ...AUTHENTICATION, subresource: key });

  const implied =
    node !== undefined
      ? ['system:nodes']
      : account && wanted.groups.length === 0
        ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]
        : [];
  const groups = new Set([...wanted.groups, ...implied]);
  if (username === 'system:anonymous') groups.add('system:unauthenticated');
  else if (!groups.has('system:unauthenticated')) groups.add('system:authenticated');
  return {
    username,
    ...(uid ? { uid } : {}),
    groups: [...groups],
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

function accountOf(username: string): { namespace: string; name: string } | undefined {
  const [system, kind, namespace = '', name = '', ...more] = username.split(':');
  if (system !== 'system' || kind !== 'serviceaccount' || more.length > 0) return undefined;
  return isDns1123Label(namespace).length === 0 && isDns1123Subdomain(name).length === 0
    ? { namespace, name }
    : undefined;
}

function nodeOf(username: string): string | undefined {
  const prefix = 'system:node:';
  const name = username.startsWith(prefix) ? username.slice(prefix.length) : '';
  return name !== '' && isDns1123Subdomain(name).length === 0 ? name : undefined;
}
