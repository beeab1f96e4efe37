import { nameOf, namespaceOf } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';

/** The name under which a Service's load balancer is published where a domain is set: `web.default.lb.example.com`. */
export const loadBalancerHostname = (service: Service, domain: string): string =>
  `${nameOf(service)}.${namespaceOf(service)}.${domain}`;
