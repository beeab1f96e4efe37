import { FieldPath, semanticEqual, type FieldError, type Steps } from '@kubets/apimachinery';
import { deviceClasses as names } from '@kubets/proto-gen/catalogue';
import type { DeviceClass } from '@kubets/proto-gen/resource/v1';
import { ageColumn, nameColumn } from '../../columns/standard-columns';
import { validateConfiguration } from '../../device-spec/device-configuration';
import { validateSelectors } from '../../device-spec/device-selectors';
import { defineResource } from '../../registry/define-resource';

const SELECTORS = FieldPath.of('spec', 'selectors');
const CONFIG = FieldPath.of('spec', 'config');
const MAX_CONFIG = 32;

/** What a class has had before stays, whatever is asked of new ones. */
function* validateClass({ spec = {} }: DeviceClass, old?: DeviceClass): Steps<FieldError[]> {
  const { selectors = [], config = [] } = spec;
  const isKept = old !== undefined && semanticEqual(selectors, old.spec?.selectors ?? []);
  const hasOldConfig = old !== undefined && semanticEqual(config, old.spec?.config ?? []);
  return [
    ...(isKept ? [] : yield* validateSelectors(selectors, SELECTORS)),
    ...(config.length > MAX_CONFIG ? [] : config).flatMap((one, index) =>
      validateConfiguration(one, CONFIG.index(index), hasOldConfig),
    ),
  ];
}

export const deviceClasses = defineResource<DeviceClass>(names, {
  columns: [nameColumn, ageColumn],
  declaresName: true,
  hasGeneration: true,
  validateCreate: (deviceClass) => validateClass(deviceClass),
  validateUpdate: (deviceClass, old) => validateClass(deviceClass, old),
  returnsDeletedObject: true,
});
