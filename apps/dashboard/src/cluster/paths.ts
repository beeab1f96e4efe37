import type { ObjectName, ResourceName } from '../protocol/resource';

const part = encodeURIComponent;

/** Path of a resource’s objects, in one namespace or in all. */
export function listPath({ group, version, resource }: ResourceName, namespace = ''): string {
  const root = group ? `/apis/${part(group)}/${part(version)}` : `/api/${part(version)}`;
  return `${root}${namespace ? `/namespaces/${part(namespace)}` : ''}/${part(resource)}`;
}

export const objectPath = ({ name, ...rest }: ObjectName): string => `${listPath(rest, rest.namespace)}/${part(name)}`;

/** A path with parameters; those that are undefined are left out. */
export function withQuery(path: string, query: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}
