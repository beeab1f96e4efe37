import type { UserInfo } from '../auth/user/user-info';
import { ConfigurationError, flag, listOf, object, oneOf, required, text, type Read } from '../configuration/fields';
import type { ConfigurationKind } from '../configuration/read-file';
import type { RequestInfo } from '../pipeline/authorization';

/** How much of a request is told: nothing, that it was, what was sent, and what was answered. */
const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export type AuditLevel = (typeof LEVELS)[number];

const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export type AuditStage = (typeof STAGES)[number];

export interface AuditDecision {
  level: AuditLevel;
  omitStages: readonly AuditStage[];
  omitManagedFields: boolean;
}

/** What is to be told of a request: by the first rule that it matches. */
export type AuditPolicy = (user: UserInfo, request: RequestInfo) => AuditDecision;

const texts = listOf(text);
const stages = listOf(oneOf(...STAGES));
const resources = listOf(object({ group: text, resources: texts, resourceNames: texts }));
const rule = object({
  level: oneOf(...LEVELS),
  users: texts,
  userGroups: texts,
  verbs: texts,
  resources,
  namespaces: texts,
  nonResourceURLs: texts,
  omitStages: stages,
  omitManagedFields: flag,
});
const fields = object({
  metadata: object({ name: text }),
  rules: listOf(rule),
  omitStages: stages,
  omitManagedFields: flag,
});

type Rule = ReturnType<typeof rule>;
type Resources = ReturnType<typeof resources>[number];

/** `--audit-policy-file` */
export const auditPolicyKind: ConfigurationKind<AuditPolicy> = {
  kind: 'Policy',
  apiVersions: ['audit.k8s.io/v1'],
  read: policy,
};

function policy(...given: Parameters<Read<unknown>>): AuditPolicy {
  const { rules = [], omitStages = [], omitManagedFields = false } = fields(...given);
  if (rules.length === 0) throw new ConfigurationError('rules: Required value: a policy has at least one rule');
  const decided = rules.map((one, index): [Rule, AuditDecision] => {
    assertRule(one, `rules[${index}]`);
    const level = required(one.level, `rules[${index}].level`);
    return [
      one,
      {
        level,
        omitStages: [...new Set([...omitStages, ...(one.omitStages ?? [])])],
        omitManagedFields: one.omitManagedFields ?? omitManagedFields,
      },
    ];
  });
  const nothing: AuditDecision = { level: 'None', omitStages, omitManagedFields };
  return (user, request) => decided.find(([one]) => matches(one, user, request))?.[1] ?? nothing;
}

function assertRule({ resources: named = [], namespaces = [], nonResourceURLs: urls = [] }: Rule, path: string): void {
  if (urls.length > 0 && (named.length > 0 || namespaces.length > 0))
    throw new ConfigurationError(
      `${path}.nonResourceURLs: rules cannot apply to both regular resources and non-resource URLs`,
    );
  const odd = urls.find((url) => url !== '*' && (!url.startsWith('/') || url.slice(0, -1).includes('*')));
  if (odd !== undefined)
    throw new ConfigurationError(
      `${path}.nonResourceURLs: ${JSON.stringify(odd)} has to begin with a slash, and * may only be its last character`,
    );
  for (const [index, { resources: plurals = [], resourceNames = [] }] of named.entries())
    if (resourceNames.length > 0 && plurals.length === 0)
      throw new ConfigurationError(
        `${path}.resources[${index}].resourceNames: using resourceNames requires at least one resource`,
      );
}

const isIn = (values: readonly string[] | undefined, value: string): boolean =>
  values === undefined || values.length === 0 || values.includes(value);

function matches(one: Rule, user: UserInfo, request: RequestInfo): boolean {
  const { users, userGroups = [], verbs, namespaces = [], resources: named = [], nonResourceURLs = [] } = one;
  if (!isIn(users, user.username) || !isIn(verbs, request.verb)) return false;
  if (userGroups.length > 0 && !userGroups.some((group) => user.groups.includes(group))) return false;
  if (namespaces.length > 0 || named.length > 0)
    return (
      request.isResourceRequest &&
      isIn(namespaces, request.namespace) &&
      (named.length === 0 || named.some((wanted) => isMeant(wanted, request)))
    );
  if (nonResourceURLs.length === 0) return true;
  return !request.isResourceRequest && nonResourceURLs.some((url) => isPath(url, request.path));
}

function isMeant(
  { group = '', resources: plurals = [], resourceNames = [] }: Resources,
  { group: asked, resource, subresource, name }: RequestInfo,
): boolean {
  if (group !== asked) return false;
  if (plurals.length === 0) return true;
  if (!isIn(resourceNames, name)) return false;
  const whole = subresource ? `${resource}/${subresource}` : resource;
  return plurals.some(
    (plural) =>
      plural === '*' ||
      plural === whole ||
      (subresource !== '' && [`*/${subresource}`, `${resource}/*`].includes(plural)),
  );
}

const isPath = (url: string, path: string): boolean =>
  url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path;
