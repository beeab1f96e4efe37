import { isExternalName } from '@kubets/api';
import {
  errorsOfAll,
  FieldPath,
  isDns1123Subdomain,
  labelErrors,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import { requiredName } from '../../validation/field-checks';
import { validateUseOfAddresses } from './validate-cluster-ips';
import { validateServicePorts } from './validate-ports';
import {
  validateExternalAddresses,
  validateLoadBalancerFields,
  validateSessionAffinity,
  validateTraffic,
} from './validate-traffic';

const SPEC = FieldPath.of('spec');

function validateExternalName(service: Service): FieldError[] {
  if (!isExternalName(service)) return [];
  // A trailing dot says that the name is complete.
  const name = (service.spec?.externalName ?? '').replace(/\.$/, '');
  return requiredName(SPEC.child('externalName'), name, isDns1123Subdomain);
}

/** All that is wrong with a Service by itself besides what its schema says; whether its addresses and ports are free is the claims' business. */
export const validateService = (service: Service, old?: Service): Steps<FieldError[]> =>
  errorsOfAll(
    () => validateServicePorts(service, SPEC.child('ports')),
    () => labelErrors(service.spec?.selector, SPEC.child('selector')),
    () => validateSessionAffinity(service, SPEC),
    () => validateUseOfAddresses(service, SPEC),
    () => validateExternalName(service),
    () => validateExternalAddresses(service, SPEC),
    () => validateLoadBalancerFields(service, old, SPEC),
    () => validateTraffic(service, SPEC),
  );
