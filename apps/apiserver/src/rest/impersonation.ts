import type { UserInfo } from '../pipeline/authentication';
import type { Gate } from '../pipeline/gate';
import type { Request } from './body';

const EXTRA_PREFIX = 'impersonate-extra-';

/** The user that the caller wants to act as (`kubectl --as`), if they may; else the caller. @throws StatusError 403. */
export async function impersonate(gate: Gate, caller: UserInfo, request: Request): Promise<UserInfo> {
  const username = request.headers['impersonate-user'];
  if (typeof username !== 'string' || username === '') return caller;
  const groups = listOf(request.headers['impersonate-group']);
  const extra: Record<string, string[]> = {};
  for (const [header, value] of Object.entries(request.headers)) {
    if (header.startsWith(EXTRA_PREFIX)) extra[decodeURIComponent(header.slice(EXTRA_PREFIX.length))] = listOf(value);
  }
  const ask = (resource: string, name: string, group = '', subresource = '', namespace = '') =>
    gate.authorize({ user: caller, verb: 'impersonate', isResourceRequest: true, group, version: 'v1', resource, subresource, namespace, name, path: '' });

  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
  if (account) await ask('serviceaccounts', account[2]!, '', '', account[1]!);
  else await ask('users', username);
  for (const group of groups) await ask('groups', group);
  for (const [key, values] of Object.entries(extra)) for (const value of values) await ask('userextras', value, 'authentication.k8s.io', key);

  const implied = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : [];
  const authenticated = username === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return { username, groups: [...new Set([...groups, ...(groups.length === 0 ? implied : []), authenticated])], ...(Object.keys(extra).length > 0 ? { extra } : {}) };
}

/** Node joins repeated headers with a comma. */
function listOf(value: string | string[] | undefined): string[] {
  const texts = value === undefined ? [] : Array.isArray(value) ? value : value.split(',');
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}
