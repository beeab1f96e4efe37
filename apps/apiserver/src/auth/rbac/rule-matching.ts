import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import type { AuthorizationRequest } from '../../pipeline/authorization';

/** What a rule is asked about; a part of the authorization request. */
export type RuleQuestion = Pick<
  AuthorizationRequest,
  'verb' | 'isResourceRequest' | 'group' | 'resource' | 'subresource' | 'name' | 'path'
>;

/** Whether one rule of a role allows the request. */
export function ruleAllows(rule: PolicyRule, question: RuleQuestion): boolean {
  if (!includesOrAll(rule.verbs, question.verb)) return false;
  if (!question.isResourceRequest) return (rule.nonResourceURLs ?? []).some((url) => urlMatches(url, question.path));
  return (
    includesOrAll(rule.apiGroups, question.group) &&
    resourceMatches(rule.resources, question.resource, question.subresource) &&
    nameMatches(rule.resourceNames, question.name)
  );
}

function includesOrAll(values: readonly string[] | undefined, value: string): boolean {
  return values !== undefined && (values.includes(value) || values.includes('*'));
}

/** `pods` does not mean `pods/log`; `*` means everything, a star before `/scale` that subresource of all. */
function resourceMatches(resources: readonly string[] | undefined, resource: string, subresource: string): boolean {
  if (!resources) return false;
  const full = subresource ? `${resource}/${subresource}` : resource;
  return (
    resources.includes('*') ||
    resources.includes(full) ||
    (subresource !== '' && resources.includes(`*/${subresource}`))
  );
}

/** Without names a rule is for all; with names never for requests that name none, such as create and list. */
function nameMatches(names: readonly string[] | undefined, name: string): boolean {
  return !names?.length || names.includes(name);
}

/** `/healthz/*` is every path below. */
export function urlMatches(pattern: string, path: string): boolean {
  return pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)));
}
