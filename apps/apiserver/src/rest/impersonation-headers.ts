import { decodedUri, newBadRequest } from '@kubets/apimachinery';
import { textOfBytes } from './request-target';

/** Whom the Impersonate headers name, before anything is added. */
export interface WantedUser {
  username: string;
  uid: string;
  groups: string[];
  extra: Record<string, string[]>;
}

const EXTRA_PREFIX = 'impersonate-extra-';

/**
 * Reads the headers one by one as they were sent: a group may contain a comma. Undefined when nobody is named.
 * @throws StatusError 400 for groups and the like without a user.
 */
export function wantedUserOf(rawHeaders: readonly string[]): WantedUser | undefined {
  const wanted: WantedUser = { username: '', uid: '', groups: [], extra: {} };
  const extra = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (!name.startsWith('impersonate-')) continue;
    const value = textOfBytes(rawHeaders[index + 1]!);
    if (name === 'impersonate-user') wanted.username ||= value;
    else if (name === 'impersonate-uid') wanted.uid ||= value;
    else if (name === 'impersonate-group') wanted.groups.push(value);
    else if (name.startsWith(EXTRA_PREFIX)) {
      const key = decodedUri(name.slice(EXTRA_PREFIX.length));
      extra.set(key, [...(extra.get(key) ?? []), value]);
    }
  }
  wanted.extra = Object.fromEntries(extra);
  if (wanted.username !== '') return wanted;
  if (wanted.uid === '' && wanted.groups.length === 0 && extra.size === 0) return undefined;
  throw newBadRequest(`requested ${goText(wanted)} without impersonating a user name`);
}

/** As Go prints the user. */
function goText({ uid, groups, extra }: WantedUser): string {
  const list = (texts: string[]) => `[]string{${texts.map((text) => JSON.stringify(text)).join(', ')}}`;
  const members = Object.entries(extra)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => `${JSON.stringify(key)}:${list(values)}`);
  const groupText = groups.length > 0 ? list(groups) : '[]string(nil)';
  const extraText = members.length > 0 ? `map[string][]string{${members.join(', ')}}` : 'map[string][]string(nil)';
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${groupText}, Extra:${extraText}}`;
}
