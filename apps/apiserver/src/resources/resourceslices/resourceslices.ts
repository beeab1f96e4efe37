import { resourceSlices as names } from '@kubets/proto-gen/catalogue';
import type { ResourceSlice } from '@kubets/proto-gen/resource/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defaultTimeAdded } from '../../device-spec/device-taints';
import { validateSlice } from '../../device-spec/validate-resource-slice';
import { defineResource } from '../../registry/define-resource';

const column = (name: string, description: string, value: (slice: ResourceSlice) => string) =>
  textColumn<ResourceSlice>({ name, description, value });

function defaultTimes({ spec }: ResourceSlice): void {
  for (const { taints = [] } of spec?.devices ?? []) for (const taint of taints) defaultTimeAdded(taint);
}

export const resourceSlices = defineResource<ResourceSlice>(names, {
  columns: [
    nameColumn,
    column('Node', 'The only node that can have the devices.', ({ spec }) => spec?.nodeName ?? ''),
    column('Driver', 'The driver of the devices.', ({ spec }) => spec?.driver ?? ''),
    column('Pool', 'The pool that the devices are part of.', ({ spec }) => spec?.pool?.name ?? ''),
    ageColumn,
  ],
  hasGeneration: true,
  versions: { v1: { defaults: (slice) => defaultTimes(slice as ResourceSlice) } },
  validateCreate: ({ spec = {} }) => validateSlice(spec),
  validateUpdate: ({ spec = {} }, old) => validateSlice(spec, old.spec ?? {}),
  warnings({ spec }) {
    const { driver = '' } = spec ?? {};
    return driver === driver.toLowerCase()
      ? []
      : [`spec.driver: driver names should be lowercase; ${JSON.stringify(driver)} contains uppercase characters`];
  },
  unknownField: (field) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
  fieldSelectors: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.driver': ({ spec }) => spec?.driver ?? '',
    'spec.pool.name': ({ spec }) => spec?.pool?.name ?? '',
  },
  returnsDeletedObject: true,
});
