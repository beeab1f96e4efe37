import { errorsOfAll, isDns1123Label, type FieldError, type Steps } from '@kubets/apimachinery';
import { services as names } from '@kubets/proto-gen/catalogue';
import type { Service } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import type { StrategyContext } from '../../registry/resource';
import { strictAddressErrors, type AddressText } from '../../validation/strict-addresses';
import { serviceAddresses } from './addresses';
import { addressOutOfRange, allocateServiceClaims } from './claims';
import { configuredFamilies } from './cluster-ip-allocation';
import { serviceColumns } from './columns';
import { defaultIngress, defaultService } from './defaulting';
import { completeIpFamilies, trimToSingleStack } from './ip-families';
import { serviceRanges } from './service-ranges';
import { validateServiceStatus } from './status-validation';
import { dropTypeDependentFields, keepAllocations, normalizeClusterIps } from './type-change';
import { validateServiceUpdate } from './update-validation';
import { validateClusterIps } from './validate-cluster-ips';
import { validateService } from './validation';
import { serviceWarnings } from './warnings';

const singleAddresses = (service: Service): AddressText[] =>
  serviceAddresses(service).filter(({ isRange }) => !isRange);

/** What contradicts itself in addresses and families is found where these are given out, before anything else. */
function* serviceErrors(service: Service, old: Service | undefined, context: StrategyContext): Steps<FieldError[]> {
  const configured = configuredFamilies(serviceRanges(context));
  const contradictions = yield* validateClusterIps(service, configured);
  const { dryRun } = context;
  const unavailable = old ? [] : addressOutOfRange(service, { ranges: serviceRanges(context), dryRun });
  for (const errors of [contradictions, unavailable])
    if (errors.length > 0) return errors.map((error) => ({ ...error, told: 'instead' }));
  return yield* errorsOfAll(
    () => (old ? validateServiceUpdate(service, old) : []),
    () => validateService(service, old),
    () => strictAddressErrors(singleAddresses(service), old && singleAddresses(old)),
  );
}

export const services = defineResource<Service>(names, {
  granted: { edit: ['', 'proxy'], view: ['', 'status'] },
  versions: { v1: { defaults: defaultService } },
  columns: serviceColumns,
  validateName: isDns1123Label,

  prepareForCreate(service, context) {
    normalizeClusterIps(service);
    completeIpFamilies(service, configuredFamilies(serviceRanges(context)));
    service.status = { loadBalancer: {} };
  },
  prepareForUpdate(service, old, context) {
    normalizeClusterIps(service, old);
    keepAllocations(service, old);
    dropTypeDependentFields(service, old);
    trimToSingleStack(service, old);
    completeIpFamilies(service, configuredFamilies(serviceRanges(context)));
  },
  validateCreate: (service, context) => serviceErrors(service, undefined, context),
  validateUpdate: serviceErrors,
  warnings: serviceWarnings,

  status: {
    prepareForUpdate: defaultIngress,
    validateUpdate: validateServiceStatus,
  },
  claims: { allocate: allocateServiceClaims },
  fieldSelectors: {
    'spec.clusterIP': (service) => service.spec?.clusterIP ?? '',
    'spec.type': (service) => service.spec?.type ?? '',
  },
  allowCreateOnUpdate: true,
  returnsDeletedObject: true,
});
