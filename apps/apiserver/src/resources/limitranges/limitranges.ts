import type { KubeObject, Steps } from '@kubets/apimachinery';
import { limitRanges as names } from '@kubets/proto-gen/catalogue';
import type { LimitRange, LimitRangeItem } from '@kubets/proto-gen/core/v1';
import { createdAtColumn, nameColumn } from '../../columns/standard-columns';
import { roundResourceList } from '../../pod-spec/resource-lists';
import { defineResource } from '../../registry/define-resource';
import { validateLimitRange } from './validation';

/** A container's limit is the most that there may be, its request its limit, or the least. */
function* defaults(object: KubeObject): Steps<void> {
  const { spec } = object as LimitRange;
  for (const limit of spec?.limits ?? []) {
    if (limit.type === 'Container') defaultItem(limit);
    for (const amounts of AMOUNTS) yield* roundResourceList(limit[amounts]);
  }
}

const AMOUNTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

function defaultItem(limit: LimitRangeItem): void {
  const byDefault = { ...limit.max, ...limit.default };
  const requested = { ...limit.min, ...byDefault, ...limit.defaultRequest };
  if (Object.keys(byDefault).length > 0) limit.default = byDefault;
  if (Object.keys(requested).length > 0) limit.defaultRequest = requested;
}

export const limitRanges = defineResource<LimitRange>(names, {
  granted: { view: [''] },
  versions: { v1: { defaults } },
  columns: [nameColumn, createdAtColumn],
  validate: validateLimitRange,
  allowCreateOnUpdate: true,
  namesItself: true,
});
