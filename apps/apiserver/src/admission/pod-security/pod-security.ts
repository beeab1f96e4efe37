import { newForbidden, newInvalid, semanticEqual } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes, ValidatingPlugin } from '../../pipeline/admission';
import { namespaceOf } from '../selected-object';
import {
  isPrivileged,
  isSame,
  levelText,
  policyOf,
  PRIVILEGED,
  strictness,
  type LevelVersion,
  type PodSecurityPolicy,
} from './namespace-policy';
import type { CheckedPod } from './pod-check';
import { checkedPod, hasTemplate, templateOf } from './pod-template';

/** What does not change what a pod may do. */
const OTHER_SUBRESOURCES = new Set(['attach', 'binding', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'status']);

/** What the server's configuration says of Pod Security. */
export interface PodSecurityConfiguration {
  /** Of namespaces whose labels say nothing. */
  defaults: PodSecurityPolicy;
  /** Who and what is not looked at. */
  exemptions: {
    usernames: readonly string[];
    namespaces: readonly string[];
    runtimeClasses: readonly string[];
  };
}

export const NOT_CONFIGURED: PodSecurityConfiguration = {
  defaults: PRIVILEGED,
  exemptions: { usernames: [], namespaces: [], runtimeClasses: [] },
};

interface PodSecurityOptions {
  configuration: PodSecurityConfiguration;
  catchUp(): Promise<void>;
}

const NOTE = 'pod-security.kubernetes.io/';

/**
 * The Pod Security Standards that a namespace's labels ask for: pods that break them are refused, and who writes a workload
 * whose pods would be is warned. https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function createPodSecurity({ configuration, catchUp }: PodSecurityOptions): ValidatingPlugin {
  const { defaults, exemptions } = configuration;

  /** Why it is not looked at; undefined when it is. */
  function exemption({ userInfo, namespace }: AdmissionAttributes, runtimeClass: string): string | undefined {
    if (exemptions.namespaces.includes(namespace)) return 'namespace';
    if (exemptions.usernames.includes(userInfo.username)) return 'user';
    return runtimeClass !== '' && exemptions.runtimeClasses.includes(runtimeClass) ? 'runtimeClass' : undefined;
  }

  return {
    name: 'PodSecurity',
    handles: ({ operation, resource, subresource }) => {
      if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
      if (resource.group === '' && resource.resource === 'pods') return !OTHER_SUBRESOURCES.has(subresource);
      return subresource === '' && (isNamespaces(resource) || hasTemplate(resource));
    },
    async validate(attributes) {
      const { resource, object } = attributes;
      if (isNamespaces(resource)) return validateNamespace(attributes, configuration);
      const isPod = resource.group === '' && resource.resource === 'pods';
      const pod = isPod ? checkedPod(object as Pod) : templateOf(resource, object!);
      const exempt = exemption(attributes, pod?.spec.runtimeClassName ?? '');
      if (exempt) return attributes.annotate(`${NOTE}exempt`, exempt);
      const namespace = await namespaceOf(attributes, catchUp);
      const { policy } = policyOf(namespace?.metadata?.labels, defaults);
      if (isPod) return validatePod(attributes, policy);
      if (pod) await tellOf(attributes, policy, pod);
    },
  };
}

const isNamespaces = ({ group, resource }: AdmissionAttributes['resource']): boolean =>
  group === '' && resource === 'namespaces';

/** Labels that mean nothing are refused, and what they mean for pods that are there already is warned of. */
async function validateNamespace(
  attributes: AdmissionAttributes,
  { defaults, exemptions }: PodSecurityConfiguration,
): Promise<void> {
  const { operation, object, oldObject, name, reader } = attributes;
  const { policy, errors } = policyOf(object?.metadata?.labels, defaults);
  const before = operation === 'UPDATE' ? policyOf(oldObject?.metadata?.labels, defaults) : undefined;
  if (errors.length > 0 && !(before && semanticEqual(errors, before.errors)))
    throw newInvalid({ group: '', kind: 'Namespace' }, name, errors);
  if (!before || !isTightened(before.policy, policy) || exemptions.namespaces.includes(name)) return;
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
  if (isPrivileged(policy)) return attributes.annotate(`${NOTE}enforce-policy`, levelText(policy.enforce));
  if (operation === 'UPDATE' && !isSignificant(object as Pod, oldObject as Pod)) return;
  const pod = checkedPod(object as Pod);
  const { findingsOf, findingsText } = await import('./evaluate-pod');
  attributes.annotate(`${NOTE}enforce-policy`, levelText(policy.enforce));
  const findings = findingsOf(policy.enforce, pod);
  if (findings.length > 0) {
    await noteOf(attributes, policy, pod);
    const level = JSON.stringify(levelText(policy.enforce));
    throw newForbidden(resource, name, `violates PodSecurity ${level}: ${findingsText(findings)}`);
  }
  await tellOf(attributes, policy, pod);
}

/** Notes and warns of what the namespace wants noted and warned of. */
async function tellOf(attributes: AdmissionAttributes, policy: PodSecurityPolicy, pod: CheckedPod): Promise<void> {
  await noteOf(attributes, policy, pod);
  const text = await violation(policy.warn, pod);
  if (text !== undefined) attributes.warn(text);
}

async function noteOf({ annotate }: AdmissionAttributes, { audit }: PodSecurityPolicy, pod: CheckedPod): Promise<void> {
  const text = await violation(audit, pod);
  if (text !== undefined) annotate(`${NOTE}audit-violations`, text);
}

async function violation(version: LevelVersion, pod: CheckedPod): Promise<string | undefined> {
  if (version.level === 'privileged') return undefined;
  const { findingsOf, findingsText } = await import('./evaluate-pod');
  const findings = findingsOf(version, pod);
  return findings.length > 0
    ? `would violate PodSecurity ${JSON.stringify(levelText(version))}: ${findingsText(findings)}`
    : undefined;
}

/** Whether an update changes anything that a check could look at: containers, or their images. */
function isSignificant({ spec }: Pod, { spec: old }: Pod): boolean {
  const isChanged = (now: readonly Container[] = [], before: readonly Container[] = []) =>
    now.length !== before.length || now.some(({ image }, index) => image !== before[index]!.image);
  if (isChanged(spec?.containers, old?.containers) || isChanged(spec?.initContainers, old?.initContainers)) return true;
  const known = new Map((old?.ephemeralContainers ?? []).map(({ name, image }) => [name, image]));
  return (spec?.ephemeralContainers ?? []).some(({ name, image }) => !known.has(name) || known.get(name) !== image);
}
