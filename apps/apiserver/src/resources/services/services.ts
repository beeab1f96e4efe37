import { isDns1123Label } from '@kubets/apimachinery';
import { services as names } from '@kubets/proto-gen/catalogue';
import type { Service } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { strictAddressErrors } from '../../validation/strict-addresses';
import { serviceAddresses } from './addresses';
import { allocateServiceClaims } from './claims';
import { configuredFamilies } from './cluster-ip-allocation';
import { serviceColumns } from './columns';
import { defaultIngress, defaultService } from './defaulting';
import { completeIpFamilies, trimToSingleStack } from './ip-families';
import { serviceRanges } from './service-ranges';
import { validateServiceStatus } from './status-validation';
import { dropTypeDependentFields, keepAllocations, normalizeClusterIps } from './type-change';
import { validateServiceUpdate } from './update-validation';
import { validateService } from './validation';
import { serviceWarnings } from './warnings';

export const services = defineResource<Service>(names, {
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
  validate: (service, context) => validateService(service, configuredFamilies(serviceRanges(context))),
  validateCreate: (service) => strictAddressErrors(serviceAddresses(service)),
  validateUpdate: (service, old) => [
    ...validateServiceUpdate(service, old),
    ...strictAddressErrors(serviceAddresses(service), serviceAddresses(old)),
  ],
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
