import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import { urlMatches } from './rule-matching';

/** Verbs on one resource (and name), or on one URL. */
interface Permission {
  verbs: string[];
  group?: string;
  resource?: string;
  name?: string;
  url?: string;
}

/** How many missing permissions are told: a refusal of a huge role is a refusal all the same. */
const MISSING_TOLD = 1000;

/** How many pairs of group and resource (or URLs) of one rule are looked at. No role comes near it. */
const MOST_PAIRS = 100_000;

/**
 * Of the wanted rules, what the owned ones do not allow, the first thousand of it; empty when they allow everything. A
 * rule with more combinations than anybody could mean counts as missing whole, so that looking is bounded.
 */
export function missingPermissions(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  const missing: Permission[] = [];
  let left = MISSING_TOLD;
  for (const rule of wanted) {
    for (const { verbs, ...on } of missingOf(owned, rule)) {
      missing.push({ ...on, verbs: verbs.slice(0, left) });
      left -= verbs.length;
      if (left <= 0) return compact(missing);
    }
  }
  return compact(missing);
}

function* missingOf(owned: readonly PolicyRule[], wanted: PolicyRule): Generator<Permission> {
  const [verbs, groups, resources, names, urls] = [
    wanted.verbs,
    wanted.apiGroups,
    wanted.resources,
    wanted.resourceNames,
    wanted.nonResourceURLs,
  ].map(distinct) as [string[], string[], string[], string[], string[]];
  const able = owned.filter((rule) => verbs.some((verb) => has(rule.verbs, verb)));
  if (groups.length * resources.length + urls.length > MOST_PAIRS) {
    yield { verbs, ...(groups.length > 0 ? { group: groups[0]!, resource: resources[0]! } : { url: urls[0]! }) };
    return;
  }
  for (const group of groups) {
    const inGroup = able.filter((rule) => has(rule.apiGroups, group));
    for (const resource of resources)
      yield* missingNames(
        inGroup.filter((rule) => coversResource(rule, resource)),
        { verbs, group, resource },
        names,
      );
  }
  for (const url of urls) {
    const left = uncovered(
      able.filter((rule) => (rule.nonResourceURLs ?? []).some((pattern) => urlMatches(pattern, url))),
      verbs,
    );
    if (left.length > 0) yield { verbs: left, url };
  }
}

/** Rules without names hold for all of them, so what those leave over is asked name by name. */
function* missingNames(
  owned: readonly PolicyRule[],
  { verbs, group, resource }: Permission,
  names: readonly string[],
): Generator<Permission> {
  const left = uncovered(
    owned.filter(({ resourceNames }) => !resourceNames?.length),
    verbs,
  );
  if (left.length === 0) return;
  if (names.length === 0) yield { verbs: left, group: group!, resource: resource! };
  const named = owned
    .filter(({ resourceNames }) => resourceNames?.length)
    .map((rule) => ({ rule, held: new Set(rule.resourceNames) }));
  for (const name of names) {
    const missing = uncovered(
      named.filter(({ held }) => held.has(name)).map(({ rule }) => rule),
      left,
    );
    if (missing.length > 0) yield { verbs: missing, group: group!, resource: resource!, name };
  }
}

const distinct = (values: readonly string[] | undefined): string[] => [...new Set(values)];

/** A star that is wanted is covered only by a star: it stands for things yet to come. */
const uncovered = (rules: readonly PolicyRule[], verbs: readonly string[]): string[] =>
  verbs.filter((verb) => !rules.some((rule) => has(rule.verbs, verb)));

function coversResource({ resources }: PolicyRule, resource: string): boolean {
  const subresource = resource.split('/')[1];
  return has(resources, resource) || (subresource !== undefined && resources?.includes(`*/${subresource}`) === true);
}

const has = (values: readonly string[] | undefined, value: string): boolean =>
  values !== undefined && (values.includes('*') || values.includes(value));

/** Rules again, with the verbs of one resource or URL together, in a stable order. */
function compact(permissions: readonly Permission[]): PolicyRule[] {
  const rules = new Map<string, PolicyRule & { verbs: string[] }>();
  for (const { verbs, group, resource, name, url } of permissions) {
    const key = JSON.stringify([group, resource, name, url]);
    const rule =
      rules.get(key) ??
      (url !== undefined
        ? { verbs: [], nonResourceURLs: [url] }
        : {
            verbs: [],
            apiGroups: [group!],
            resources: [resource!],
            ...(name !== undefined && { resourceNames: [name] }),
          });
    rule.verbs = distinct([...rule.verbs, ...verbs]);
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
export const listText = (values: readonly string[]): string =>
  `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
