import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { DeviceClaim } from '@kubets/proto-gen/resource/v1';
import { validateDeviceName } from './device-names';

const MAX_REQUESTS = 32;

/** The requests of a claim, each with those that it chooses among. */
export type RequestNames = ReadonlyMap<string, ReadonlySet<string>>;

export const requestNamesOf = ({ requests = [] }: DeviceClaim): RequestNames =>
  new Map(
    requests.map(({ name = '', firstAvailable = [] }) => [
      name,
      new Set(firstAvailable.map(({ name: choice = '' }) => choice)),
    ]),
  );

/** `REQUEST` or `REQUEST/SUBREQUEST`, of which the claim has one. */
export function validateRequestName(name: string, names: RequestNames, path: FieldPath): FieldError[] {
  const parts = name.split('/');
  const unknown = fieldErrors.invalid(
    path,
    name,
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'",
  );
  if (parts.length > 2) return [unknown];
  const [request = '', choice] = parts;
  const choices = names.get(request);
  const isKnown = choices !== undefined && (choice === undefined || choices.has(choice));
  return [...parts.flatMap((part) => validateDeviceName(part, path)), ...(isKnown ? [] : [unknown])];
}

/** Names of requests, each once. */
export function validateRequestNames(
  requests: readonly string[] | undefined,
  names: RequestNames,
  path: FieldPath,
): FieldError[] {
  if (requests === undefined || requests.length > MAX_REQUESTS) return [];
  return [
    ...requests.flatMap((name, index) => validateRequestName(name, names, path.index(index))),
    ...duplicates(requests, (name) => name, path),
  ];
}

/** What has the key of something before it. `shown`: what is told of it, where that is not the key. */
export function duplicates<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  path: FieldPath,
  shown: (item: T) => unknown = keyOf,
): FieldError[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (seen.has(key)) return [fieldErrors.duplicate(path.index(index), shown(item))];
    seen.add(key);
    return [];
  });
}
