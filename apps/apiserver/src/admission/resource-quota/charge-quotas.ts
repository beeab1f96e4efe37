import {
  addQuantities,
  hasDeadline,
  initAndAppContainers,
  isInScopes,
  limitedNames,
  type Quantities,
  quantitiesOf,
  quantityTexts,
  type QuotaResource,
  quotaUsage,
  usageOfRequirements,
} from '@kubets/api';
import { type KubeObject, type Steps } from '@kubets/apimachinery';
import type { Container, Pod, ResourceQuota } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { refusal } from '../../pipeline/admission';

const CHANGES_COUNT = new Set(['services', 'persistentvolumeclaims']);

/** Whether an operation can use more of what quotas limit. */
export function isCharged({ operation, resource, subresource, object, oldObject }: AdmissionAttributes): boolean {
  const { group, resource: plural } = resource;
  if (plural === 'events') return false;
  if (subresource !== '')
    return group === '' && plural === 'pods' && subresource === 'resize' && operation === 'UPDATE';
  if (operation === 'CREATE') return true;
  if (operation !== 'UPDATE' || group !== '') return false;
  if (plural === 'pods') return hasDeadline(object as Pod) !== hasDeadline(oldObject as Pod);
  return CHANGES_COUNT.has(plural);
}

/**
 * The quotas whose status changes by what the operation uses, as they will be.
 * @throws StatusError 403 when it would use more than one of them allows.
 */
export function* chargeQuotas(
  quotas: readonly ResourceQuota[],
  attributes: AdmissionAttributes,
  now: Date,
): Steps<ResourceQuota[]> {
  const { resource, object } = attributes;
  const quotaResource = { group: resource.group, plural: resource.resource };
  const relevant: ResourceQuota[] = [];
  for (const quota of quotas) {
    if (isRelevant(quota, quotaResource, object!)) relevant.push(quota);
    yield;
  }
  for (const quota of relevant) {
    assertAccountable(quota, quotaResource, attributes);
    yield;
  }
  const changed: ResourceQuota[] = [];
  for (const quota of relevant) {
    const after = charged(quota, quotaResource, attributes, now);
    if (after) changed.push(after);
    yield;
  }
  return changed;
}

const hardNames = ({ status }: ResourceQuota): string[] => Object.keys(status?.hard ?? {});

const isRelevant = (quota: ResourceQuota, resource: QuotaResource, object: KubeObject): boolean =>
  limitedNames(resource, hardNames(quota)).length > 0 && isInScopes(quota.spec ?? {}, resource.plural, object);

/** @throws StatusError 403 for what a quota says something of that cannot be counted. */
function assertAccountable(quota: ResourceQuota, resource: QuotaResource, attributes: AdmissionAttributes): void {
  const name = quota.metadata?.name;
  const limited = limitedNames(resource, hardNames(quota));
  const isPod = resource.group === '' && resource.plural === 'pods';
  const missing = isPod ? missingRequirements(attributes.object as Pod, limited) : '';
  if (missing) throw refusal(attributes, `failed quota: ${name}: must specify ${missing}`);
  const used = quota.status?.used ?? {};
  if (limited.some((one) => used[one] === undefined))
    throw refusal(attributes, `status unknown for quota: ${name}, resources: ${limited.sort().join(',')}`);
}

/** Containers have to name these where a quota limits them. */
const HAVE_TO_BE_NAMED = ['cpu', 'memory'].flatMap((name) => [name, `limits.${name}`, `requests.${name}`]).sort();

/** `cpu for: a,b; memory for: a`; empty when nothing is missing. */
function missingRequirements(pod: Pod, limited: readonly string[]): string {
  const { requests, limits } = pod.spec?.resources ?? {};
  if (requests || limits) return '';
  const containers = initAndAppContainers(pod);
  return HAVE_TO_BE_NAMED.filter((name) => limited.includes(name))
    .map((name) => ({ name, lacking: containers.filter((container) => !names(container, name)) }))
    .filter(({ lacking }) => lacking.length > 0)
    .map(({ name, lacking }) => `${name} for: ${[...new Set(lacking.map((one) => one.name ?? ''))].sort().join(',')}`)
    .join('; ');
}

const names = ({ resources }: Container, name: string): boolean =>
  usageOfRequirements(quantitiesOf(resources?.requests), quantitiesOf(resources?.limits))[name] !== undefined;

function charged(
  quota: ResourceQuota,
  resource: QuotaResource,
  attributes: AdmissionAttributes,
  now: Date,
): ResourceQuota | undefined {
  const { operation, object, oldObject } = attributes;
  const { hard: hardTexts = {}, used: usedTexts = {} } = quota.status ?? {};
  const usage = quotaUsage(resource, object!, now);
  const wasCounted = operation === 'UPDATE' && oldObject && isRelevant(quota, resource, oldObject);
  const more = wasCounted ? increase(usage, quotaUsage(resource, oldObject, now)) : usage;
  const requested = select(more, (name, quantity) => hardTexts[name] !== undefined && quantity.sign() > 0);
  if (Object.keys(requested).length === 0) return undefined;
  // A quota may have thousands of names; an object uses a few of them.
  const names = Object.keys(requested);
  const [hard, used] = [quantitiesOf(pick(hardTexts, names)), quantitiesOf(pick(usedTexts, names))];
  const total = { ...used };
  addQuantities(total, requested);
  const exceeded = select(requested, (name) => total[name]!.cmp(hard[name]!) > 0);
  if (Object.keys(exceeded).length > 0) {
    const shown = (list: Quantities) => pairs(select(list, (name) => exceeded[name] !== undefined));
    throw refusal(
      attributes,
      `exceeded quota: ${quota.metadata?.name}, requested: ${pairs(exceeded)}, used: ${shown(used)}, limited: ${shown(hard)}`,
    );
  }
  return { ...quota, status: { ...quota.status, used: { ...usedTexts, ...quantityTexts(total) } } };
}

const pick = (texts: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (texts[name] === undefined ? [] : [[name, texts[name]]])));

const select = (list: Quantities, wanted: (name: string, quantity: Quantities[string]) => boolean): Quantities =>
  Object.fromEntries(Object.entries(list).filter(([name, quantity]) => wanted(name, quantity)));

/** What is more than before; less than before gives nothing back here: the controller does. */
const increase = (usage: Quantities, before: Quantities): Quantities =>
  Object.fromEntries(
    Object.entries(usage).map(([name, quantity]) => [name, before[name] ? quantity.sub(before[name]) : quantity]),
  );

const pairs = (list: Quantities): string =>
  Object.keys(list)
    .sort()
    .map((name) => `${name}=${list[name]!.toString()}`)
    .join(',');
