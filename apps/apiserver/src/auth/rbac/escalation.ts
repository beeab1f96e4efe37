import { newForbidden, newNotFound } from '@kubets/apimachinery';
import type { ClusterRole, PolicyRule, Role, RoleBinding, RoleRef } from '@kubets/proto-gen/rbac/v1';
import type { AdmissionAttributes, ValidatingPlugin } from '../../pipeline/admission';
import { changesOwnershipOnly } from '../../pipeline/ownership-change';
import type { UserInfo } from '../user/user-info';
import type { AuthorizationRequest, Authorizer } from '../../pipeline/authorization';
import { SUPERUSER_GROUP } from '../authorizer';
import { RBAC_GROUP } from '../followed-objects';
import type { RoleIndex } from './role-index';
import { listText, missingPermissions, ruleText } from './rule-covering';

const ROLES = new Set(['roles', 'clusterroles']);
const BINDINGS = new Set(['rolebindings', 'clusterrolebindings']);

const EVERYTHING: PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

/**
 * Nobody can give what they do not hold: the rules of a role that is written, or of the role that is bound, must all be
 * the writer's own, unless the writer may `escalate` that role or `bind` it.
 */
export function createRbacEscalation({
  index,
  authorizer,
}: {
  index: RoleIndex;
  authorizer: Authorizer;
}): ValidatingPlugin {
  async function may(attributes: AdmissionAttributes, verb: string, resource: string, name: string): Promise<boolean> {
    const request: AuthorizationRequest = {
      user: attributes.userInfo,
      verb,
      isResourceRequest: true,
      group: RBAC_GROUP,
      version: 'v1',
      resource,
      subresource: '',
      namespace: attributes.namespace,
      name,
      path: '',
    };
    return (await authorizer.authorize(request)).allowed;
  }

  const heldRules = (user: UserInfo, namespace: string) =>
    index.grantsOf(user, namespace).flatMap(({ rules }) => rules);

  function assertHeld(attributes: AdmissionAttributes, wanted: readonly PolicyRule[]): void {
    const { userInfo: user, namespace, resource, name } = attributes;
    const grants = index.grantsOf(user, namespace);
    const missing = missingPermissions(
      grants.flatMap(({ rules }) => rules),
      wanted,
    );
    if (missing.length === 0) return;
    const unresolved = grants.flatMap(({ missingRole }) => missingRole ?? []);
    const problems = unresolved.length > 0 ? `; resolution errors: ${listText(unresolved)}` : '';
    const who = `user ${JSON.stringify(user.username)} (groups=${listText(user.groups)})`;
    throw newForbidden(
      resource,
      name,
      `${who} is attempting to grant RBAC permissions not currently held:\n${missing.map(ruleText).join('\n')}${problems}`,
    );
  }

  async function checkRole(attributes: AdmissionAttributes): Promise<void> {
    const role = attributes.object as Role & ClusterRole;
    const old = attributes.oldObject as (Role & ClusterRole) | undefined;
    // The object of a create is not known when that is authorized, so nobody may escalate it by name.
    if (
      await may(
        attributes,
        'escalate',
        attributes.resource.resource,
        attributes.operation === 'CREATE' ? '' : attributes.name,
      )
    )
      return;
    // Labels count as well: an aggregated role that others are bound to may select them.
    assertHeld(attributes, role.rules ?? []);
    // Selectors may match roles that others write later, and taking them away may let go of what they held tight.
    if (
      (isAggregated(role) || isAggregated(old)) &&
      missingPermissions(heldRules(attributes.userInfo, ''), EVERYTHING).length > 0
    ) {
      throw newForbidden(
        attributes.resource,
        attributes.name,
        'must have cluster-admin privileges to use the aggregationRule',
      );
    }
  }

  async function checkBinding(attributes: AdmissionAttributes): Promise<void> {
    const ref: RoleRef = (attributes.object as RoleBinding).roleRef ?? {};
    const resource = ref.kind === 'Role' ? 'roles' : 'clusterroles';
    if (await may(attributes, 'bind', resource, ref.name ?? '')) return;
    const rules = index.rulesOf(ref, attributes.namespace);
    if (!rules) throw newNotFound(attributes.resource, ref.name ?? '');
    assertHeld(attributes, rules);
  }

  return {
    name: 'RBACEscalation',
    handles: ({ operation, resource: { group, resource }, subresource, userInfo }) =>
      group === RBAC_GROUP &&
      subresource === '' &&
      (operation === 'CREATE' || operation === 'UPDATE') &&
      (ROLES.has(resource) || BINDINGS.has(resource)) &&
      !userInfo.groups.includes(SUPERUSER_GROUP),
    async validate(attributes) {
      if (attributes.oldObject && changesOwnershipOnly(attributes.object!, attributes.oldObject)) return;
      await (ROLES.has(attributes.resource.resource) ? checkRole(attributes) : checkBinding(attributes));
    },
  };
}

const isAggregated = (role: ClusterRole | undefined): boolean =>
  (role?.aggregationRule?.clusterRoleSelectors?.length ?? 0) > 0;
