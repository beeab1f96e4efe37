import { ANNOTATIONS, isExternallyAccessible, isLoadBalancer, needsHealthCheckNodePort } from '@kubets/api';
import {
  errorsOfEach,
  fieldErrors,
  isPortNumber,
  isQualifiedName,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import { parseCidr } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { validateEndpointAddress } from '../../validation/endpoint-address';
import { invalidEach, oneOf } from '../../validation/field-checks';
import { cidrProblem } from '../../validation/strict-addresses';
import { RANGES_IN_ERRORS, SOURCE_RANGES_PATH, sourceRanges } from './addresses';

const POLICIES = ['Cluster', 'Local'];
const MAX_AFFINITY_SECONDS = 86400;
const LOAD_BALANCER_ONLY = "may only be used when `type` is 'LoadBalancer'";

export function validateSessionAffinity({ spec }: Service, path: FieldPath): FieldError[] {
  const seconds = spec?.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (spec?.sessionAffinity !== 'ClientIP' || seconds === undefined || (seconds > 0 && seconds <= MAX_AFFINITY_SECONDS))
    return [];
  const at = path.child('sessionAffinityConfig', 'clientIP', 'timeoutSeconds');
  return [fieldErrors.invalid(at, seconds, `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`)];
}

function validateExternalPolicy(service: Service, path: FieldPath): FieldError[] {
  const { externalTrafficPolicy: policy, healthCheckNodePort = 0 } = service.spec ?? {};
  const at = path.child('externalTrafficPolicy');
  const errors: FieldError[] = [];
  if (isExternallyAccessible(service)) errors.push(...oneOf(at, policy, POLICIES));
  else if (policy) errors.push(fieldErrors.invalid(at, policy, 'may only be set for externally-accessible services'));
  if (healthCheckNodePort === 0) return errors;
  const checkAt = path.child('healthCheckNodePort');
  if (!needsHealthCheckNodePort(service)) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    return [...errors, fieldErrors.invalid(checkAt, healthCheckNodePort, detail)];
  }
  return [
    ...errors,
    ...isPortNumber(healthCheckNodePort).map((text) => fieldErrors.invalid(checkAt, healthCheckNodePort, text)),
  ];
}

const TRAFFIC_DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

export const validateExternalAddresses = ({ spec }: Service, path: FieldPath): Steps<FieldError[]> =>
  errorsOfEach(spec?.externalIPs ?? [], (address, index) =>
    validateEndpointAddress(address, path.child('externalIPs').index(index)),
  );

/** Policies for traffic from inside and outside. */
export function validateTraffic(service: Service, path: FieldPath): FieldError[] {
  const { trafficDistribution } = service.spec ?? {};
  return [
    ...validateExternalPolicy(service, path),
    ...(trafficDistribution === undefined || TRAFFIC_DISTRIBUTIONS.includes(trafficDistribution)
      ? []
      : [fieldErrors.notSupported(path.child('trafficDistribution'), trafficDistribution, TRAFFIC_DISTRIBUTIONS)]),
  ];
}

/** Of the field or, where it is absent, of the annotation; what is stored and can be read in two ways may stay. */
function* validateSourceRanges(service: Service, old: Service | undefined): Steps<FieldError[]> {
  const ranges = sourceRanges(service);
  const isOfField = (service.spec?.loadBalancerSourceRanges ?? []).length > 0;
  if (!isOfField && service.metadata?.annotations?.[ANNOTATIONS.loadBalancerSourceRanges] === undefined) return [];
  const at = isOfField ? RANGES_IN_ERRORS : SOURCE_RANGES_PATH;
  const kept = new Set(old && sourceRanges(old).map(({ text }) => text));
  const errors = [
    ...(isLoadBalancer(service) ? [] : [fieldErrors.forbidden(at, LOAD_BALANCER_ONLY)]),
    ...(yield* errorsOfEach(ranges, ({ path, text }) => {
      const problem = kept.has(text) && parseCidr(text) ? undefined : cidrProblem(text);
      return problem === undefined ? [] : [fieldErrors.invalid(path, text, problem)];
    })),
  ];
  return errors.map((error) => ({ ...error, toldAt: 'spec.loadBalancerSourceRanges' }));
}

/** Fields that only load balancers have. */
export function* validateLoadBalancerFields(
  service: Service,
  old: Service | undefined,
  path: FieldPath,
): Steps<FieldError[]> {
  const { loadBalancerClass, allocateLoadBalancerNodePorts } = service.spec ?? {};
  const errors = yield* validateSourceRanges(service, old);
  if (isLoadBalancer(service)) {
    if (loadBalancerClass === undefined) return errors;
    return [...errors, ...invalidEach(path.child('loadBalancerClass'), loadBalancerClass, isQualifiedName)];
  }
  if (allocateLoadBalancerNodePorts !== undefined) {
    errors.push(fieldErrors.forbidden(path.child('allocateLoadBalancerNodePorts'), LOAD_BALANCER_ONLY));
  }
  if (loadBalancerClass !== undefined)
    errors.push(fieldErrors.forbidden(path.child('loadBalancerClass'), LOAD_BALANCER_ONLY));
  return errors;
}
