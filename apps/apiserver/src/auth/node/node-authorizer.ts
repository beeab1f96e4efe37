import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import type { AuthorizationDecision, AuthorizationRequest, Authorizer } from '../../pipeline/authorization';
import { ruleAllows } from '../rbac/rule-matching';
import type { NodeGraph } from './node-graph';
import { nodeNameOf } from './node-identity';

const NODE_LEASES = 'kube-node-lease';

const allow: AuthorizationDecision = { allowed: true, reason: '' };
const refuse = (reason: string): AuthorizationDecision => ({ allowed: false, reason });

/**
 * What kubelets may do: `rules` for everything that needs no look at the pods, and beyond that only what the pods
 * bound to them refer to. NodeRestriction narrows their writes further.
 */
export function createNodeAuthorizer({ graph, rules }: { graph: NodeGraph; rules: readonly PolicyRule[] }): Authorizer {
  function decide(request: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    if (request.isResourceRequest && request.group === '') {
      if (request.resource === 'secrets' || request.resource === 'configmaps') return read(request, nodeName);
      if (request.resource === 'serviceaccounts' && request.subresource === 'token') return createToken(request, nodeName);
    }
    if (request.isResourceRequest && request.group === 'coordination.k8s.io' && request.resource === 'leases')
      return lease(request, nodeName);
    return rules.some((rule) => ruleAllows(rule, request)) ? allow : refuse('');
  }

  function read({ verb, name, namespace, resource, subresource }: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    if (!['get', 'list', 'watch'].includes(verb) || subresource) return refuse('can only read resources of this type');
    if (!name) return refuse('No Object name found');
    if (!namespace) return refuse('can only read namespaced object of this type');
    return related(nodeName, `${resource}/${namespace}/${name}`);
  }

  function createToken({ verb, name, namespace }: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    if (verb !== 'create') return refuse('can only create tokens for individual service accounts');
    return related(nodeName, `serviceaccounts/${namespace}/${name}`);
  }

  function related(nodeName: string, reference: string): AuthorizationDecision {
    return graph.isReferenced(nodeName, reference) ? allow : refuse(`no relationship found between node '${nodeName}' and this object`);
  }

  return {
    async authorize(request) {
      const nodeName = nodeNameOf(request.user);
      return nodeName === undefined ? refuse('') : decide(request, nodeName);
    },
  };
}

/** The name is not known on create; NodeRestriction looks at the object then. */
function lease({ verb, name, namespace }: AuthorizationRequest, nodeName: string): AuthorizationDecision {
  if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb))
    return refuse('can only get, create, update, patch, or delete a node lease');
  if (namespace !== NODE_LEASES) return refuse(`can only access leases in the "${NODE_LEASES}" system namespace`);
  if (verb !== 'create' && name !== nodeName) return refuse('can only access node lease with the same name as the requesting node');
  return allow;
}
