import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import type { AuthorizationDecision, AuthorizationRequest, Authorizer } from '../../pipeline/authorization';
import { ruleAllows } from '../rbac/rule-matching';
import { nodeNameOf } from '../user/user-info';
import type { NodeGraph } from './node-graph';

const NODE_LEASES = 'kube-node-lease';

const ALLOWED: AuthorizationDecision = { allowed: true, reason: '' };
const refuse = (reason: string): AuthorizationDecision => ({ allowed: false, reason: reason && `node: ${reason}` });

/**
 * What kubelets may do: `rules` for everything that needs no look at the pods, and beyond that only what the pods
 * bound to them refer to. NodeRestriction narrows their writes further.
 */
export function createNodeAuthorizer({ graph, rules }: { graph: NodeGraph; rules: readonly PolicyRule[] }): Authorizer {
  function decide(request: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    if (request.isResourceRequest && request.group === '') {
      if (request.resource === 'secrets' || request.resource === 'configmaps') return read(request, nodeName);
      if (request.resource === 'persistentvolumeclaims') return claim(request, nodeName);
      if (request.resource === 'persistentvolumes') return persistentVolume(request, nodeName);
      if (request.resource === 'serviceaccounts') return serviceAccount(request, nodeName);
      if (request.resource === 'nodes') return node(request, nodeName);
      if (request.resource === 'pods') return pod(request, nodeName);
    }
    if (request.isResourceRequest && request.group === 'coordination.k8s.io' && request.resource === 'leases')
      return lease(request, nodeName);
    if (request.isResourceRequest && request.group === 'storage.k8s.io') {
      if (request.resource === 'csinodes') return csiNode(request, nodeName);
      if (request.resource === 'volumeattachments') return attachment(request, nodeName);
    }
    if (request.isResourceRequest && request.resource === 'podcertificaterequests')
      if (request.group === 'certificates.k8s.io') return podCertificate(request, nodeName);
    if (request.isResourceRequest && request.group === 'resource.k8s.io') {
      if (request.resource === 'resourceclaims') return deviceClaim(request, nodeName);
      if (request.resource === 'resourceslices') return slice(request, nodeName);
    }
    return rules.some((rule) => ruleAllows(rule, request)) ? ALLOWED : refuse('');
  }

  /** Devices of a pod of the node. */
  function deviceClaim({ verb, subresource, namespace, name }: AuthorizationRequest, nodeName: string) {
    if (verb !== 'get') return refuse('can only get individual resources of this type');
    if (subresource) return refuse('cannot get subresource');
    return related(nodeName, `resourceclaims/${namespace}/${name}`);
  }

  /** Devices that the node offers; NodeRestriction looks at new slices, and at those that go. */
  function slice(request: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    const { verb, subresource, name } = request;
    if (subresource) return refuse('cannot authorize ResourceSlice subresources');
    switch (verb) {
      case 'create':
        return ALLOWED;
      case 'get':
      case 'update':
      case 'patch':
      case 'delete':
        return graph.resourceSlice(name)?.spec?.nodeName === nodeName
          ? ALLOWED
          : refuse(`no relationship found between node '${nodeName}' and this object`);
      case 'watch':
      case 'list':
      case 'deletecollection':
        return selectsNode(request, nodeName)
          ? ALLOWED
          : refuse('can only list/watch/deletecollection resourceslices with nodeName field selector');
      default:
        return refuse(
          'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
        );
    }
  }

  /** One object that a pod of the node refers to, or one pod of the node. */
  function read(
    { verb, name, namespace, resource, subresource }: AuthorizationRequest,
    nodeName: string,
  ): AuthorizationDecision {
    if (!['get', 'list', 'watch'].includes(verb)) return refuse('can only read resources of this type');
    if (subresource) return refuse('cannot read subresource');
    if (!namespace) return refuse('can only read namespaced object of this type');
    if (!name) return refuse('No Object name found');
    if (resource === 'secrets' && graph.isSecretOfVolume(nodeName, namespace, name)) return ALLOWED;
    return related(nodeName, `${resource}/${namespace}/${name}`);
  }

  /** A claim that a pod of the node names, and how large its volume has become there. */
  function claim(request: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    const { verb, subresource, namespace, name } = request;
    const asked = subresource ? `${verb} ${subresource}` : verb;
    if (!['get', 'get status', 'update status', 'patch status'].includes(asked))
      return refuse('can only get individual resources of this type');
    return related(nodeName, `persistentvolumeclaims/${namespace}/${name}`);
  }

  /** The volume of a claim that a pod of the node names. */
  function persistentVolume({ verb, name }: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    if (verb !== 'get') return refuse('can only get individual resources of this type');
    const volume = graph.volume(name);
    // That there is none is what a node has to know to take its directory away.
    if (!volume) return ALLOWED;
    const { namespace, name: claim } = volume.spec?.claimRef ?? {};
    return related(nodeName, `persistentvolumeclaims/${namespace}/${claim}`);
  }

  /** Whether a volume is attached to the node. */
  function attachment({ verb, name }: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    if (verb !== 'get' || !name) return refuse('can only get individual resources of this type');
    const found = graph.attachment(name);
    // That there is none yet, or no more, is what a node waits for.
    if (!found || found.spec?.nodeName === nodeName) return ALLOWED;
    return refuse(`no relationship found between node '${nodeName}' and this object`);
  }

  /** NodeRestriction sees to it that requests that are made are for the node's own pods. */
  function podCertificate(request: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    const { verb, subresource, namespace, name } = request;
    if (subresource) return refuse('nodes may not access the status subresource of PodCertificateRequests');
    if (verb === 'create') return ALLOWED;
    if (verb === 'get')
      return graph.podCertificateRequest(namespace, name)?.spec?.nodeName === nodeName
        ? ALLOWED
        : refuse(`no relationship found between node '${nodeName}' and this object`);
    if (verb !== 'list' && verb !== 'watch') return refuse(`nodes may not ${verb} podcertificaterequests`);
    return selectsNode(request, nodeName)
      ? ALLOWED
      : refuse('can only list/watch podcertificaterequests with nodeName field selector');
  }

  function serviceAccount(request: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    const { verb, name, namespace, subresource } = request;
    if (verb === 'get' && !subresource) return read(request, nodeName);
    if (verb !== 'create' || !name) return refuse('can only create tokens for individual service accounts');
    if (subresource !== 'token') return refuse('can only create token subresource of serviceaccount');
    return related(nodeName, `serviceaccounts/${namespace}/${name}`);
  }

  function pod(request: AuthorizationRequest, nodeName: string): AuthorizationDecision {
    const { verb, subresource, name } = request;
    const asked = subresource ? `${verb} ${subresource}` : verb;
    // NodeRestriction sees to it that these are the node's own pods.
    if (['create', 'delete', 'update status', 'patch status', 'create eviction'].includes(asked)) return ALLOWED;
    if (asked === 'get') return read(request, nodeName);
    if (asked !== 'list' && asked !== 'watch') return refuse('');
    if (selectsNode(request, nodeName)) return ALLOWED;
    return name ? read(request, nodeName) : refuse('can only list/watch pods with spec.nodeName field selector');
  }

  function related(nodeName: string, reference: string): AuthorizationDecision {
    return graph.isReferenced(nodeName, reference)
      ? ALLOWED
      : refuse(`no relationship found between node '${nodeName}' and this object`);
  }

  return {
    authorize(request) {
      const nodeName = nodeNameOf(request.user);
      return nodeName === undefined ? refuse('') : decide(request, nodeName);
    },
  };
}

const selectsNode = ({ fieldSelector = [] }: AuthorizationRequest, nodeName: string): boolean =>
  fieldSelector.some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === nodeName,
  );

/** Its own, by its name, which is not known on create; NodeRestriction looks at the object then. */
function csiNode({ verb, subresource, name }: AuthorizationRequest, nodeName: string): AuthorizationDecision {
  if (subresource === 'status') return refuse('CSINode status access requires CSIVolumeHealth feature');
  if (subresource) return refuse('cannot authorize CSINode subresources');
  if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb))
    return refuse('can only get, create, update, patch, or delete a CSINode');
  if (verb !== 'create' && name !== nodeName)
    return refuse('can only access CSINode with the same name as the requesting node');
  return ALLOWED;
}

/** Its own Node, by name, so that it can be looked for before it is there. NodeRestriction keeps writes to it. */
function node({ verb, subresource, name }: AuthorizationRequest, nodeName: string): AuthorizationDecision {
  const asked = subresource ? `${verb} ${subresource}` : verb;
  if (['create', 'update', 'patch', 'update status', 'patch status'].includes(asked)) return ALLOWED;
  if (!['get', 'list', 'watch'].includes(asked)) return refuse('');
  if (name === nodeName) return ALLOWED;
  return refuse(
    name
      ? `node '${nodeName}' cannot read '${name}', only its own Node object`
      : `node '${nodeName}' cannot read all nodes, only its own Node object`,
  );
}

/** The name is not known on create; NodeRestriction looks at the object then. */
function lease({ verb, name, namespace }: AuthorizationRequest, nodeName: string): AuthorizationDecision {
  if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb))
    return refuse('can only get, create, update, patch, or delete a node lease');
  if (namespace !== NODE_LEASES) return refuse(`can only access leases in the "${NODE_LEASES}" system namespace`);
  if (verb !== 'create' && name !== nodeName)
    return refuse('can only access node lease with the same name as the requesting node');
  return ALLOWED;
}
