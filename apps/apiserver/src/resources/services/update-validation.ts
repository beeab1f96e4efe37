import { isExternalName, isHeadless, isLoadBalancer, needsHealthCheckNodePort } from '@kubets/api';
import { FIELD_IMMUTABLE, fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { Service, ServiceSpec } from '@kubets/proto-gen/core/v1';

const SPEC = FieldPath.of('spec');
const ONCE_SET = 'may not change once set';

const ADDRESSES = SPEC.child('clusterIPs');
const FAMILIES = SPEC.child('ipFamilies');

const releasing = (what: string, { ipFamilyPolicy }: ServiceSpec): FieldError[] =>
  ipFamilyPolicy === 'SingleStack'
    ? []
    : [
        fieldErrors.invalid(
          SPEC.child('ipFamilyPolicy'),
          ipFamilyPolicy ?? null,
          `must be set to 'SingleStack' when releasing the secondary ${what}`,
        ),
      ];

/** A second one may come and go, the first one stays. */
function validateClusterIps(spec: ServiceSpec, { clusterIPs: before = [] }: ServiceSpec): FieldError[] {
  const { clusterIPs: now = [] } = spec;
  const changed = (index: number): FieldError[] =>
    now[index] === before[index] ? [] : [fieldErrors.invalid(ADDRESSES.index(index), now, ONCE_SET)];
  if (now.length === before.length) return before.flatMap((_, index) => changed(index));
  if (now.length > before.length) return before.length > 0 ? changed(0) : [];
  if (now.length === 0) return [fieldErrors.invalid(ADDRESSES.index(0), null, 'primary clusterIP can not be unset')];
  return [...changed(0), ...(now.length === 1 ? releasing('clusterIP', spec) : [])];
}

/** The same of families; Kubernetes then shows the addresses. */
function validateFamilies(spec: ServiceSpec, { ipFamilies: before = [] }: ServiceSpec): FieldError[] {
  const { ipFamilies: now = [], clusterIPs = [] } = spec;
  const at = FAMILIES.index(0);
  if (now.length === before.length)
    return before.flatMap((family, index) => (family === now[index] ? [] : [fieldErrors.invalid(at, now, ONCE_SET)]));
  const errors: FieldError[] = [];
  if (now.length < before.length && clusterIPs.length === 0)
    errors.push(fieldErrors.invalid(at, now, 'primary ipFamily can not be unset'));
  if (now.length > 0 && before.length > 0 && now[0] !== before[0])
    errors.push(fieldErrors.invalid(at, clusterIPs, ONCE_SET));
  return now.length === 1 && before.length > 1 ? [...errors, ...releasing('ipFamily', spec)] : errors;
}

/** Clients hold on to a Service's address; it may change only by way of ExternalName, which has none. */
export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const spec = service.spec ?? {};
  const before = old.spec ?? {};
  const errors: FieldError[] = [];
  const headless = [service, old].filter(isHeadless).length;
  if (!isExternalName(service) && !isExternalName(old)) {
    if (headless < 2) errors.push(...validateClusterIps(spec, before));
    if (headless === 0) errors.push(...validateFamilies(spec, before));
  }
  if (isLoadBalancer(service) && isLoadBalancer(old) && spec.loadBalancerClass !== before.loadBalancerClass)
    errors.push(fieldErrors.invalid(SPEC.child('loadBalancerClass'), spec.loadBalancerClass ?? null, ONCE_SET));
  const bothChecked = needsHealthCheckNodePort(service) && needsHealthCheckNodePort(old);
  if (bothChecked && spec.healthCheckNodePort !== before.healthCheckNodePort)
    errors.push(fieldErrors.forbidden(SPEC.child('healthCheckNodePort'), FIELD_IMMUTABLE));
  return errors;
}
