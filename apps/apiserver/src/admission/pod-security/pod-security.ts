import { newForbidden, newInvalid, semanticEqual } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes, ValidatingPlugin } from '../../pipeline/admission';
import { namespaceOf } from '../selected-object';
import { isSame, levelText, policyOf, strictness, type PodSecurityPolicy } from './namespace-policy';
import type { CheckedPod } from './pod-check';
import { checkedPod, hasTemplate, templateOf } from './pod-template';

/** What does not change what a pod may do. */
const OTHER_SUBRESOURCES = new Set(['attach', 'binding', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'status']);

/**
 * The Pod Security Standards that a namespace's labels ask for: pods that break them are refused, and who writes a workload
 * whose pods would be is warned. https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function createPodSecurity({ catchUp }: { catchUp(): Promise<void> }): ValidatingPlugin {
  return {
    name: 'PodSecurity',
    handles: ({ operation, resource, subresource }) => {
      if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
      if (resource.group === '' && resource.resource === 'pods') return !OTHER_SUBRESOURCES.has(subresource);
      return subresource === '' && (isNamespaces(resource) || hasTemplate(resource));
    },
    async validate(attributes) {
      const { resource, object } = attributes;
      if (isNamespaces(resource)) return validateNamespace(attributes);
      const namespace = await namespaceOf(attributes, catchUp);
      const { policy } = policyOf(namespace?.metadata?.labels);
      if (resource.group === '' && resource.resource === 'pods') return validatePod(attributes, policy);
      if (policy.warn.level === 'privileged') return;
      const template = templateOf(resource, object!);
      if (template) await warnOf(attributes, policy, template);
    },
  };
}

const isNamespaces = ({ group, resource }: AdmissionAttributes['resource']): boolean =>
  group === '' && resource === 'namespaces';

/** Labels that mean nothing are refused, and what they mean for pods that are there already is warned of. */
async function validateNamespace(attributes: AdmissionAttributes): Promise<void> {
  const { operation, object, oldObject, name, reader } = attributes;
  const { policy, errors } = policyOf(object?.metadata?.labels);
  const before = operation === 'UPDATE' ? policyOf(oldObject?.metadata?.labels) : undefined;
  if (errors.length > 0 && !(before && semanticEqual(errors, before.errors)))
    throw newInvalid({ group: '', kind: 'Namespace' }, name, errors);
  if (!before || !isTightened(before.policy, policy)) return;
  const pods = reader.list({ group: '', plural: 'pods' }, name) as Pod[];
  const { warningsOfExisting } = await import('./existing-pods');
  for (const warning of await warningsOfExisting(name, pods, policy.enforce)) attributes.warn(warning);
}

function isTightened({ enforce: before }: PodSecurityPolicy, { enforce }: PodSecurityPolicy): boolean {
  if (isSame(before, enforce) || enforce.level === 'privileged') return false;
  return before.minor !== enforce.minor || strictness(enforce.level) > strictness(before.level);
}

async function validatePod(attributes: AdmissionAttributes, policy: PodSecurityPolicy): Promise<void> {
  const { operation, object, oldObject, resource, name } = attributes;
  if (policy.enforce.level === 'privileged' && policy.warn.level === 'privileged') return;
  if (operation === 'UPDATE' && !isSignificant(object as Pod, oldObject as Pod)) return;
  const pod = checkedPod(object as Pod);
  const { findingsOf, findingsText } = await import('./evaluate-pod');
  const findings = findingsOf(policy.enforce, pod);
  if (findings.length > 0) {
    const level = JSON.stringify(levelText(policy.enforce));
    throw newForbidden(resource, name, `violates PodSecurity ${level}: ${findingsText(findings)}`);
  }
  await warnOf(attributes, policy, pod);
}

async function warnOf({ warn }: AdmissionAttributes, policy: PodSecurityPolicy, pod: CheckedPod): Promise<void> {
  const { findingsOf, findingsText } = await import('./evaluate-pod');
  const findings = findingsOf(policy.warn, pod);
  if (findings.length > 0)
    warn(`would violate PodSecurity ${JSON.stringify(levelText(policy.warn))}: ${findingsText(findings)}`);
}

/** Whether an update changes anything that a check could look at: containers, or their images. */
function isSignificant({ spec }: Pod, { spec: old }: Pod): boolean {
  const isChanged = (now: readonly Container[] = [], before: readonly Container[] = []) =>
    now.length !== before.length || now.some(({ image }, index) => image !== before[index]!.image);
  if (isChanged(spec?.containers, old?.containers) || isChanged(spec?.initContainers, old?.initContainers)) return true;
  const known = new Map((old?.ephemeralContainers ?? []).map(({ name, image }) => [name, image]));
  return (spec?.ephemeralContainers ?? []).some(({ name, image }) => !known.has(name) || known.get(name) !== image);
}
