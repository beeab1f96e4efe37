import type { OutgoingHttpHeaders } from 'node:http';
import type { UserInfo } from '../auth/user/user-info';

/** By which extension servers are told who asks, of which they are told in turn in a ConfigMap. */
export const USER_HEADER = 'X-Remote-User';
export const UID_HEADER = 'X-Remote-Uid';
export const GROUP_HEADER = 'X-Remote-Group';
export const EXTRA_PREFIX = 'X-Remote-Extra-';

/** Without what a client says of itself in them. */
export const withoutIdentity = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isIdentity(name.toLowerCase())));

const NAMES = [USER_HEADER, UID_HEADER, GROUP_HEADER].map((name) => name.toLowerCase());
const isIdentity = (name: string): boolean => NAMES.includes(name) || name.startsWith(EXTRA_PREFIX.toLowerCase());

export function identityHeaders({ username, uid, groups, extra = {} }: UserInfo): OutgoingHttpHeaders {
  return {
    [USER_HEADER]: inBytes(username),
    ...(uid ? { [UID_HEADER]: inBytes(uid) } : {}),
    ...(groups.length > 0 ? { [GROUP_HEADER]: groups.map(inBytes) } : {}),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [EXTRA_PREFIX + escapedKey(key), values.map(inBytes)]),
    ),
  };
}

/** A header holds bytes, which Node.js takes as characters; none of them may end it. */
const inBytes = (text: string): string => Buffer.from(text.replace(/\p{Cc}/gu, ' '), 'utf8').toString('latin1');

/** What a header's name cannot hold stands there as %XX. */
const escapedKey = (key: string): string =>
  [...Buffer.from(key.toLowerCase(), 'utf8')]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[\w!#$&'*+.^`|~-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
