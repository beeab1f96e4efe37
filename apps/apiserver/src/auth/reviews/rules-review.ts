import { newBadRequest } from '@kubets/apimachinery';
import type { NonResourceRule, ResourceRule, SelfSubjectRulesReview } from '@kubets/proto-gen/authorization/v1';
import { selfSubjectRulesReviews } from '@kubets/proto-gen/catalogue';
import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import { defineVirtualResource } from '../../registry/define-resource';
import type { VirtualResourceDefinition } from '../../registry/resource';
import type { RoleIndex } from '../rbac/role-index';
import { nodeNameOf } from '../user/user-info';

/** SelfSubjectRulesReview (`kubectl auth can-i --list`): everything that roles let the caller do in a namespace. */
export function rulesReview(index: RoleIndex, asksWebhooks = () => false): VirtualResourceDefinition {
  const ofSelf = defineVirtualResource<SelfSubjectRulesReview>(selfSubjectRulesReviews, async (review, { user }) => {
    const namespace = review.spec?.namespace;
    if (!namespace) throw newBadRequest('no namespace on request');
    const grants = index.grantsOf(user, namespace);
    const rules = grants.flatMap((grant) => grant.rules);
    // What kubelets may do hangs on their pods and cannot be listed.
    const isNode = nodeNameOf(user) !== undefined;
    const problems = [
      ...grants.flatMap(({ missingRole }) => missingRole ?? []),
      ...(isNode ? ['node authorizer does not support user rule resolution'] : []),
      ...(asksWebhooks() ? ['webhook authorizer does not support user rule resolution'] : []),
    ];
    return {
      metadata: {},
      spec: {},
      status: {
        resourceRules: rules.filter(({ resources }) => resources?.length).map(resourceRule),
        nonResourceRules: rules.filter(({ nonResourceURLs }) => nonResourceURLs?.length).map(nonResourceRule),
        incomplete: problems.length > 0,
        ...(problems.length > 0 && { evaluationError: problems.join(', ') }),
      },
    };
  });
  return ofSelf as VirtualResourceDefinition;
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): ResourceRule {
  return { verbs, apiGroups, resources, ...(resourceNames?.length && { resourceNames }) };
}

const nonResourceRule = ({ verbs, nonResourceURLs }: PolicyRule): NonResourceRule => ({ verbs, nonResourceURLs });
