import { quantitiesOf } from '@kubets/api';
import type { KubeObject, Steps } from '@kubets/apimachinery';
import { resourceQuotas as names } from '@kubets/proto-gen/catalogue';
import type { ResourceQuota } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { roundResourceList } from '../../pod-spec/resource-lists';
import { defineResource } from '../../registry/define-resource';
import { validateQuotaStatus, validateQuotaUpdate, validateResourceQuota } from './validation';

/** `cpu: 1/2, pods: 3/10`: of limits, or of all the rest. */
function usedOfHard({ status }: ResourceQuota, isLimits: boolean): string {
  const hard = quantitiesOf(status?.hard);
  const used = quantitiesOf(status?.used);
  return Object.keys(hard)
    .filter((name) => name.startsWith('limits.') === isLimits)
    .sort()
    .map((name) => `${name}: ${used[name]?.toString() ?? '0'}/${hard[name]!.toString()}`)
    .join(', ');
}

/** More requests than limits can never be used. */
function requestWarnings({ spec }: ResourceQuota): string[] {
  const hard = quantitiesOf(spec?.hard);
  return ['cpu', 'memory', 'storage', 'ephemeral-storage'].flatMap((name) => {
    const isBare = !hard[`requests.${name}`] && (name === 'cpu' || name === 'memory');
    const requests = isBare ? name : `requests.${name}`;
    const [request, limit] = [hard[requests], hard[`limits.${name}`]];
    if (!request || !limit || request.cmp(limit) <= 0) return [];
    return [`ResourceQuota ${requests} (${request}) should be less than limits.${name} (${limit})`];
  });
}

function* defaults(object: KubeObject): Steps<void> {
  const { spec, status } = object as ResourceQuota;
  for (const amounts of [spec?.hard, status?.hard, status?.used]) yield* roundResourceList(amounts);
}

export const resourceQuotas = defineResource<ResourceQuota>(names, {
  granted: { view: ['', 'status'] },
  columns: [
    nameColumn,
    textColumn<ResourceQuota>({
      name: 'Request',
      description: 'What is used of each resource, and the most that may be.',
      value: (quota) => usedOfHard(quota, false),
    }),
    textColumn<ResourceQuota>({
      name: 'Limit',
      description: 'The sum of the limits of all pods, and the most that it may be.',
      value: (quota) => usedOfHard(quota, true),
    }),
    ageColumn,
  ],
  versions: { v1: { defaults } },
  validate: validateResourceQuota,
  warnings: (quota, old) => (old ? [] : requestWarnings(quota)),
  validateUpdate: validateQuotaUpdate,
  status: { validateUpdate: validateQuotaStatus },
  returnsDeletedObject: true,
});
