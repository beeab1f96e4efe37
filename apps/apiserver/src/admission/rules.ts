import type { RuleWithOperations } from '@kubets/proto-gen/admissionregistration/v1';
import type { AdmissionAttributes, GroupVersionKind, GroupVersionResource } from '../pipeline/admission';
import { groupIn, storageVersionOf } from '../pipeline/request-scope';
import type { ServedVersion } from '../registry/resource';

/** What a webhook or a policy is for; of the latter, objects of some names only. */
export type MatchRule = RuleWithOperations & { resourceNames?: readonly string[] };

/** The resource as a webhook or a policy wants to see it. */
export interface MatchedResource {
  resource: GroupVersionResource;
  kind: GroupVersionKind;
  /** Of the object; absent for a body that is not the object itself. */
  version?: ServedVersion;
}

/**
 * As what the operation meets the rules: as the client has asked for it or, unless the match has to be exact, as another
 * version of the same resource. Absent when it does not.
 */
export function matchedResource(
  attributes: AdmissionAttributes,
  { rules, isExact }: { rules: readonly MatchRule[]; isExact: boolean },
): MatchedResource | undefined {
  const { requestResource, requestKind, definition } = attributes;
  const isWhole = isObjectItself(attributes);
  const asked = definition.versions.find(
    (one) => one.version === requestResource.version && groupIn(definition, one) === requestResource.group,
  );
  if (rules.some((rule) => meets(rule, attributes, requestResource)))
    return { resource: requestResource, kind: requestKind, ...(isWhole && asked ? { version: asked } : {}) };
  if (isExact) return undefined;
  for (const rule of rules) {
    for (const version of definition.versions) {
      const groupVersion = { group: groupIn(definition, version), version: version.version };
      const resource = { ...requestResource, ...groupVersion };
      if (version === asked || !meets(rule, attributes, resource)) continue;
      const kind = isWhole ? { ...requestKind, ...groupVersion } : requestKind;
      return { resource, kind, ...(isWhole ? { version } : {}) };
    }
  }
  return undefined;
}

/** Whether the operation is about an object of the resource and not about another body: a Scale, a Binding, options. */
const isObjectItself = ({ kind, definition }: AdmissionAttributes): boolean =>
  kind.group === definition.group &&
  kind.kind === definition.kind &&
  kind.version === storageVersionOf(definition).version;

export const isNamespaces = ({ group, resource }: GroupVersionResource): boolean =>
  group === '' && resource === 'namespaces';

/** The namespace that an operation is about: of one on a namespace, that one. */
export const namespaceOfOperation = ({ requestResource, namespace, name }: AdmissionAttributes): string =>
  isNamespaces(requestResource) ? name : namespace;

function meets(
  { operations = [], apiGroups = [], apiVersions = [], resources = [], resourceNames = [], scope }: MatchRule,
  { operation, subresource, namespace, name }: AdmissionAttributes,
  resource: GroupVersionResource,
): boolean {
  const isNamespaced = namespace !== '' && !isNamespaces(resource);
  return (
    (scope === 'Namespaced' ? isNamespaced : scope === 'Cluster' ? !isNamespaced : true) &&
    has(operations, operation) &&
    has(apiGroups, resource.group) &&
    has(apiVersions, resource.version) &&
    (resourceNames.length === 0 || resourceNames.includes(name)) &&
    resources.some((text) => {
      const [whole, part = ''] = text.split(/\/(.*)/s);
      return (whole === '*' || whole === resource.resource) && (part === '*' || part === subresource);
    })
  );
}

const has = (values: readonly string[], value: string): boolean => values.includes('*') || values.includes(value);

/** Kinds that say how admission works are never put before what they say: nobody could take it back. */
const OWN_KINDS = new Set([
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

export const configuresAdmission = ({ requestKind: { group, kind } }: AdmissionAttributes): boolean =>
  group === 'admissionregistration.k8s.io' && OWN_KINDS.has(kind);
