import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from '@kubets/proto-gen/rbac/v1';
import { type UserInfo, serviceAccountUsername } from '../user/user-info';
import { RBAC_GROUP, type FollowedObjects } from '../followed-objects';
import { effectiveClusterRules } from './role-rules';

/** What one binding gives its subjects. */
export interface Grant {
  /** Text for the reason: `clusterrolebinding "x" of clusterrole "y" to group "z"`. */
  because: string;
  rules: readonly PolicyRule[];
  /** Set when the binding's role does not exist. */
  missingRole?: string;
}

/** Who holds what, by subject; made anew when a role or binding has changed. */
export interface RoleIndex {
  /** Cluster-wide grants of a user, and with a namespace those in it. */
  grantsOf(user: UserInfo, namespace: string): Grant[];
  /** The rules of a role; undefined when it does not exist. namespace is the binding's. */
  rulesOf(ref: Pick<RoleRef, 'kind' | 'name'>, namespace: string): readonly PolicyRule[] | undefined;
}

interface Index {
  clusterRules: Map<string, readonly PolicyRule[]>;
  roleRules: Map<string, readonly PolicyRule[]>;
  /** Subject → namespace ('' is the whole cluster) → grants. */
  grants: Map<string, Map<string, Grant[]>>;
}

const RESOURCES = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'];

export function createRoleIndex(objects: FollowedObjects): RoleIndex {
  let index: Index | undefined;
  // The next question builds it again: a change of roles is rare, and a burst of them costs one build.
  const forget = () => (index = undefined);
  for (const plural of RESOURCES)
    objects.resource({ group: RBAC_GROUP, plural }).follow({ onChange: forget, onReset: forget });
  const current = () => (index ??= build(objects));

  return {
    grantsOf(user, namespace) {
      const { grants } = current();
      const found: Grant[] = [];
      for (const subject of [userKey(user.username), ...user.groups.map(groupKey)]) {
        const ofSubject = grants.get(subject);
        if (!ofSubject) continue;
        found.push(...(ofSubject.get('') ?? []));
        if (namespace) found.push(...(ofSubject.get(namespace) ?? []));
      }
      return found;
    },
    rulesOf: ({ kind, name = '' }, namespace) =>
      kind === 'Role' ? current().roleRules.get(`${namespace}/${name}`) : current().clusterRules.get(name),
  };
}

function build(objects: FollowedObjects): Index {
  const read = <T>(plural: string) => objects.list({ group: RBAC_GROUP, plural }) as T[];
  const index: Index = {
    clusterRules: effectiveClusterRules(read<ClusterRole>('clusterroles')),
    roleRules: new Map(
      read<Role>('roles').map((role) => [`${role.metadata?.namespace}/${role.metadata?.name}`, role.rules ?? []]),
    ),
    grants: new Map(),
  };
  for (const binding of read<ClusterRoleBinding>('clusterrolebindings')) addBinding(index, binding, '');
  for (const binding of read<RoleBinding>('rolebindings'))
    addBinding(index, binding, binding.metadata?.namespace ?? '');
  return index;
}

function addBinding(index: Index, binding: RoleBinding | ClusterRoleBinding, namespace: string): void {
  const { kind = '', name = '' } = binding.roleRef ?? {};
  const rules = kind === 'Role' ? index.roleRules.get(`${namespace}/${name}`) : index.clusterRules.get(name);
  const bindingText = namespace
    ? `RoleBinding "${binding.metadata?.name}/${namespace}"`
    : `ClusterRoleBinding "${binding.metadata?.name}"`;
  for (const subject of binding.subjects ?? []) {
    const key = subjectKey(subject, namespace);
    const because = `${bindingText} of ${kind} "${name}" to ${subject.kind} "${subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? namespace}` : subject.name}"`;
    const grant: Grant = {
      because,
      rules: rules ?? [],
      ...(!rules && { missingRole: `${kind.toLowerCase()}.${RBAC_GROUP} "${name}" not found` }),
    };
    const ofSubject = index.grants.get(key) ?? new Map<string, Grant[]>();
    index.grants.set(key, ofSubject);
    const known = ofSubject.get(namespace);
    if (known) known.push(grant);
    else ofSubject.set(namespace, [grant]);
  }
}

function subjectKey({ kind, name = '', namespace }: Subject, bindingNamespace: string): string {
  if (kind === 'ServiceAccount') return userKey(serviceAccountUsername(namespace || bindingNamespace, name));
  return kind === 'Group' ? groupKey(name) : userKey(name);
}

const userKey = (name: string): string => `user:${name}`;
const groupKey = (name: string): string => `group:${name}`;
