import type {
  FlowSchema,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  Subject,
} from '@kubets/proto-gen/flowcontrol/v1';
import { serviceAccountUsername, type UserInfo } from '../auth/user/user-info';
import type { RequestInfo } from '../pipeline/authorization';

/** What of a request says which flow it belongs to. */
export type FlowRequest = Pick<
  RequestInfo,
  'verb' | 'isResourceRequest' | 'group' | 'resource' | 'subresource' | 'namespace' | 'path'
>;

export interface Flow {
  schema: FlowSchema;
  /** Tells the flows of a schema apart. */
  distinguisher: string;
}

/** The first schema that a request matches, by precedence and then by name; undefined when none does. */
export type Classifier = (user: UserInfo, request: FlowRequest) => Flow | undefined;

interface Candidate {
  schema: FlowSchema;
  rule: PolicyRulesWithSubjects;
}

/** Users whose rules are remembered. */
const MAX_USERS = 1_000;
const ALL = '*';
const SERVICE_ACCOUNT = 'system:serviceaccount:';

export function createClassifier(schemas: readonly FlowSchema[]): Classifier {
  const candidates = [...schemas]
    .sort((a, b) => precedenceOf(a) - precedenceOf(b) || (nameOf(a) < nameOf(b) ? -1 : 1))
    .flatMap((schema): Candidate[] => (schema.spec?.rules ?? []).map((rule) => ({ schema, rule })));
  const byUser = new Map<string, readonly Candidate[]>();

  /** A user's rules are the same with every request. */
  function candidatesOf(user: UserInfo): readonly Candidate[] {
    const key = `${user.username}\n${user.groups.join('\n')}`;
    let found = byUser.get(key);
    if (!found) {
      if (byUser.size >= MAX_USERS) byUser.clear();
      found = candidates.filter(({ rule }) => (rule.subjects ?? []).some((subject) => isSubject(subject, user)));
      byUser.set(key, found);
    }
    return found;
  }

  return (user, request) => {
    for (const { schema, rule } of candidatesOf(user)) {
      const isMeant = request.isResourceRequest
        ? (rule.resourceRules ?? []).some((one) => matchesResource(one, request))
        : (rule.nonResourceRules ?? []).some((one) => matchesPath(one, request));
      if (isMeant) return { schema, distinguisher: distinguisherOf(schema, user, request) };
    }
    return undefined;
  };
}

const precedenceOf = ({ spec }: FlowSchema): number => spec?.matchingPrecedence ?? 0;
const nameOf = ({ metadata }: FlowSchema): string => metadata?.name ?? '';

function distinguisherOf({ spec }: FlowSchema, { username }: UserInfo, { namespace }: FlowRequest): string {
  const type = spec?.distinguisherMethod?.type;
  return type === 'ByUser' ? username : type === 'ByNamespace' ? namespace : '';
}

function isSubject({ kind, user, group, serviceAccount }: Subject, { username, groups }: UserInfo): boolean {
  switch (kind) {
    case 'User':
      return user?.name === ALL || user?.name === username;
    case 'Group':
      return group?.name === ALL || groups.includes(group?.name ?? '');
    case 'ServiceAccount': {
      const { namespace = '', name = '' } = serviceAccount ?? {};
      return name === ALL
        ? username.startsWith(`${SERVICE_ACCOUNT}${namespace}:`)
        : username === serviceAccountUsername(namespace, name);
    }
    default:
      return false;
  }
}

const has = (values: readonly string[] | undefined, value: string): boolean =>
  values !== undefined && (values.includes(ALL) || values.includes(value));

function matchesResource(
  { verbs, apiGroups, resources, namespaces, clusterScope }: ResourcePolicyRule,
  { verb, group, resource, subresource, namespace }: FlowRequest,
): boolean {
  return (
    has(verbs, verb) &&
    has(apiGroups, group) &&
    has(resources, subresource ? `${resource}/${subresource}` : resource) &&
    (namespace === '' ? clusterScope === true : has(namespaces, namespace))
  );
}

function matchesPath({ verbs, nonResourceURLs = [] }: NonResourcePolicyRule, { verb, path }: FlowRequest): boolean {
  if (!has(verbs, verb)) return false;
  return nonResourceURLs.some(
    (url) => url === ALL || url === path || (url.endsWith('/*') && path.startsWith(url.slice(0, -1))),
  );
}
