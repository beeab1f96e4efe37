import { isLoadBalancer } from '@kubets/api';
import { fieldErrors, FieldPath, isDns1123Subdomain, type FieldError } from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { LoadBalancerIngress, Service } from '@kubets/proto-gen/core/v1';
import { validateStrictIp } from '../../validation/endpoint-address';
import { invalidEach, oneOf } from '../../validation/field-checks';

const PATH = FieldPath.of('status', 'loadBalancer', 'ingress');

function validateIngress(ingress: LoadBalancerIngress, path: FieldPath): FieldError[] {
  const { ip, ipMode, hostname } = ingress;
  const errors: FieldError[] = [];
  if (ip) errors.push(...validateStrictIp(ip, path.child('ip')));
  if (!ip && ipMode !== undefined) {
    errors.push(fieldErrors.forbidden(path.child('ipMode'), 'may not be specified when `ip` is not set'));
  }
  errors.push(...oneOf(path.child('ipMode'), ipMode, ['Proxy', 'VIP'], false));
  if (hostname) {
    errors.push(...invalidEach(path.child('hostname'), hostname, isDns1123Subdomain));
    if (parseIp(hostname)) {
      errors.push(fieldErrors.invalid(path.child('hostname'), hostname, 'must be a DNS name, not an IP address'));
    }
  }
  return errors;
}

export function validateServiceStatus(service: Service): FieldError[] {
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0 && !isLoadBalancer(service)) {
    return [fieldErrors.forbidden(PATH, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return ingress.flatMap((item, index) => validateIngress(item, PATH.index(index)));
}
