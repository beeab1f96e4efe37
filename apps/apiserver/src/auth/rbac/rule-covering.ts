import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import { urlMatches } from './rule-matching';

/** One verb on one resource (and name), or on one URL. */
interface Permission {
  verb: string;
  group?: string;
  resource?: string;
  name?: string;
  url?: string;
}

/** Of the wanted rules, what the owned ones do not allow; empty when they allow everything. */
export function missingPermissions(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  const missing = wanted.flatMap(permissionsOf).filter((permission) => !owned.some((rule) => covers(rule, permission)));
  return compact(missing);
}

function permissionsOf({ verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): Permission[] {
  const names: (string | undefined)[] = resourceNames.length > 0 ? resourceNames : [undefined];
  return verbs.flatMap((verb) => [
    ...apiGroups.flatMap((group) => resources.flatMap((resource) => names.map((name) => ({ verb, group, resource, name })))),
    ...nonResourceURLs.map((url) => ({ verb, url })),
  ]);
}

/** A star that is wanted is covered only by a star: it stands for things yet to come. */
function covers(rule: PolicyRule, { verb, group, resource, name, url }: Permission): boolean {
  if (!has(rule.verbs, verb)) return false;
  if (url !== undefined) return (rule.nonResourceURLs ?? []).some((pattern) => urlMatches(pattern, url));
  const subresource = resource!.split('/')[1];
  const resourceCovered =
    has(rule.resources, resource!) || (subresource !== undefined && rule.resources?.includes(`*/${subresource}`) === true);
  return (
    has(rule.apiGroups, group!) &&
    resourceCovered &&
    (!rule.resourceNames?.length || (name !== undefined && rule.resourceNames.includes(name)))
  );
}

const has = (values: readonly string[] | undefined, value: string): boolean =>
  values !== undefined && (values.includes('*') || values.includes(value));

/** Rules again, with the verbs of one resource or URL together, in a stable order. */
function compact(permissions: readonly Permission[]): PolicyRule[] {
  const rules = new Map<string, PolicyRule & { verbs: string[] }>();
  for (const { verb, group, resource, name, url } of permissions) {
    const key = JSON.stringify([group, resource, name, url]);
    const rule =
      rules.get(key) ??
      (url !== undefined
        ? { verbs: [], nonResourceURLs: [url] }
        : { verbs: [], apiGroups: [group!], resources: [resource!], ...(name !== undefined && { resourceNames: [name] }) });
    if (!rule.verbs.includes(verb)) rule.verbs.push(verb);
    rules.set(key, rule);
  }
  return [...rules.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`, as Kubernetes prints rules. */
export function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): string {
  const parts: [string, string[] | undefined][] = [
    ['APIGroups', apiGroups],
    ['Resources', resources],
    ['ResourceNames', resourceNames],
    ['NonResourceURLs', nonResourceURLs],
    ['Verbs', verbs],
  ];
  return `{${parts
    .filter(([, values]) => values?.length)
    .map(([name, values]) => `${name}:${listText(values!)}`)
    .join(', ')}}`;
}

/** Go's notation of a list of strings. */
export const listText = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
