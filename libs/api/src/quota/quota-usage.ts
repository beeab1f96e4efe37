import { parseQuantity, qualified, type KubeObject, type Quantity } from '@kubets/apimachinery';
import type { PersistentVolumeClaim, Pod, Service } from '@kubets/proto-gen/core/v1';
import { addQuantities, quantitiesOf, type Quantities } from '../pod/quantities';
import { podQuantities } from '../pod/resources';
import { isTerminalPhase } from '../pod/state';
import { storageClassNameOf } from '../storage/claim-state';

/** The resource that objects are of, as quotas know it. */
export interface QuotaResource {
  /** Empty for the core group. */
  group: string;
  plural: string;
}

const ONE = parseQuantity('1');
const NONE = parseQuantity('0');
const number = (count: number): Quantity => parseQuantity(String(count));

/** `count/pods`, `count/deployments.apps`: how many objects are stored. */
const countName = ({ group, plural }: QuotaResource): string => `count/${qualified(plural, group)}`;

/** What some resources were counted by before there was {@link countName}. */
const COUNTED_BY_PLURAL = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
]);

/**
 * How much of everything that a quota can limit an object takes. What a pod computes with counts as long as it runs, the
 * object itself as long as it is there. https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function quotaUsage(resource: QuotaResource, object: KubeObject, now: Date): Quantities {
  const { group, plural } = resource;
  const usage: Quantities = { [countName(resource)]: ONE };
  if (group !== '') return usage;
  if (COUNTED_BY_PLURAL.has(plural)) usage[plural] = ONE;
  if (plural === 'pods') Object.assign(usage, usageOfPod(object as Pod, now));
  if (plural === 'services') Object.assign(usage, usageOfService(object as Service));
  if (plural === 'persistentvolumeclaims') Object.assign(usage, usageOfClaim(object as PersistentVolumeClaim));
  return usage;
}

const POD_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const OF_PODS = new Set(['pods', ...POD_RESOURCES.flatMap((name) => [name, `requests.${name}`, `limits.${name}`])]);
const OF_SERVICES = new Set(['services.loadbalancers', 'services.nodeports']);
const OF_CLAIMS = ['persistentvolumeclaims', 'requests.storage'];
const STORAGE_CLASS = '.storageclass.storage.k8s.io/';

/** Which of the names that a quota limits say something about objects of the resource. */
export function limitedNames(resource: QuotaResource, names: readonly string[]): string[] {
  const { group, plural } = resource;
  const count = countName(resource);
  return names.filter((name) => {
    if (name === count) return true;
    if (group !== '') return false;
    if (COUNTED_BY_PLURAL.has(plural) && name === plural) return true;
    if (plural === 'pods') return OF_PODS.has(name) || isHugePages(name) || isExtendedRequest(name);
    if (plural === 'services') return OF_SERVICES.has(name);
    if (plural !== 'persistentvolumeclaims') return false;
    return OF_CLAIMS.some((own) => name === own || name.endsWith(STORAGE_CLASS + own));
  });
}

const isHugePages = (name: string): boolean => /^(requests\.)?hugepages-/.test(name);
const DEVICE_CLASS = 'requests.deviceclass.resource.kubernetes.io/';

/** `requests.example.com/gpu`: a resource that a plugin offers. */
const isExtendedRequest = (name: string): boolean =>
  name.startsWith('requests.') &&
  (name.startsWith(DEVICE_CLASS) || (name.includes('/') && !name.includes('kubernetes.io/')));

function usageOfPod(pod: Pod, now: Date): Quantities {
  if (isTerminalPhase(pod.status?.phase) || isOverdue(pod, now)) return {};
  return {
    ...usageOfRequirements(
      podQuantities(pod, 'requests', { withGiven: true }),
      podQuantities(pod, 'limits', { withGiven: true }),
    ),
    pods: ONE,
  };
}

/** A node that is lost must not keep a user from making pods elsewhere. */
function isOverdue({ metadata }: Pod, now: Date): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return false;
  return now.getTime() > Date.parse(deletionTimestamp) + Number(deletionGracePeriodSeconds) * 1000;
}

/** Requests and limits, of a pod or of a container, under the names that quotas have for them. */
export function usageOfRequirements(requests: Quantities, limits: Quantities): Quantities {
  const usage: Quantities = {};
  for (const [name, request] of Object.entries(requests)) {
    const isOwn = POD_RESOURCES.includes(name) || name.startsWith('hugepages-');
    if (isOwn) usage[name] = request;
    if (isOwn || isExtendedRequest(`requests.${name}`)) usage[`requests.${name}`] = request;
  }
  for (const name of POD_RESOURCES) if (limits[name]) usage[`limits.${name}`] = limits[name];
  return usage;
}

function usageOfService({ spec }: Service): Quantities {
  const { type, ports = [], allocateLoadBalancerNodePorts } = spec ?? {};
  const isBalanced = type === 'LoadBalancer';
  const nodePorts =
    type === 'NodePort' || (isBalanced && allocateLoadBalancerNodePorts !== false)
      ? ports.length
      : isBalanced
        ? ports.filter(({ nodePort }) => nodePort).length
        : 0;
  return { 'services.loadbalancers': isBalanced ? ONE : NONE, 'services.nodeports': number(nodePorts) };
}

function usageOfClaim(claim: PersistentVolumeClaim): Quantities {
  const { spec, status } = claim;
  const className = storageClassNameOf(claim);
  const asked = quantitiesOf(spec?.resources?.requests)['storage'];
  const given = quantitiesOf(status?.allocatedResources)['storage'];
  const storage = asked && given && given.cmp(asked) > 0 ? given : asked;
  const usage: Quantities = storage ? { 'requests.storage': number(storage.value()) } : {};
  if (storage?.isInteger()) usage['requests.storage'] = storage;
  if (className === '') return usage;
  const ofClass = Object.entries({ ...usage, persistentvolumeclaims: ONE });
  return {
    ...usage,
    ...Object.fromEntries(ofClass.map(([name, amount]) => [className + STORAGE_CLASS + name, amount])),
  };
}

/** The sum of what objects take, of those names only; zero where none takes any. */
export function totalUsage(usages: readonly Quantities[], names: readonly string[]): Quantities {
  const total: Quantities = Object.fromEntries(names.map((name) => [name, NONE]));
  for (const usage of usages)
    addQuantities(total, Object.fromEntries(Object.entries(usage).filter(([name]) => total[name] !== undefined)));
  return total;
}
