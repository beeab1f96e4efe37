import { isExternalName, isLoadBalancer } from '@kubets/api';
import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';

const SPEC = FieldPath.of('spec');
const ONCE_SET = 'may not change once set';

function validateClusterIps(service: Service, old: Service): FieldError[] {
  const path = SPEC.child('clusterIPs');
  const now = service.spec?.clusterIPs ?? [];
  const before = old.spec?.clusterIPs ?? [];
  const errors: FieldError[] = [];
  if (before.length > 0 && now[0] !== before[0]) errors.push(fieldErrors.invalid(path.index(0), now, ONCE_SET));
  if (before.length < 2) return errors;
  if (now.length > 1 && now[1] !== before[1]) errors.push(fieldErrors.invalid(path.index(1), now, ONCE_SET));
  if (now.length === 1 && service.spec?.ipFamilyPolicy !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary clusterIP";
    errors.push(fieldErrors.invalid(SPEC.child('ipFamilyPolicy'), service.spec?.ipFamilyPolicy, detail));
  }
  return errors;
}

function validateFamilies(service: Service, old: Service): FieldError[] {
  const path = SPEC.child('ipFamilies');
  const now = service.spec?.ipFamilies ?? [];
  const before = old.spec?.ipFamilies ?? [];
  if (before.length > 0 && now[0] !== before[0]) return [fieldErrors.invalid(path.index(0), now, ONCE_SET)];
  return [];
}

/** Clients hold on to a Service's address; it may change only by way of ExternalName, which has none. */
export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const errors: FieldError[] = [];
  if (!isExternalName(service) && !isExternalName(old)) {
    errors.push(...validateClusterIps(service, old), ...validateFamilies(service, old));
  }
  const before = old.spec?.loadBalancerClass;
  if (isLoadBalancer(service) && isLoadBalancer(old) && service.spec?.loadBalancerClass !== before) {
    errors.push(
      fieldErrors.invalid(SPEC.child('loadBalancerClass'), service.spec?.loadBalancerClass ?? null, ONCE_SET),
    );
  }
  return errors;
}
