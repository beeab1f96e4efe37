import { isDns1123Subdomain, nameOf, namespaceOf } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';

/** The name under which a Service's load balancer is published where a domain is set: `web.default.lb.example.com`. */
export const loadBalancerHostname = (service: Service, domain: string): string =>
  `${nameOf(service)}.${namespaceOf(service)}.${domain}`;

/** With the longest names of a Service and its namespace it still is a name. */
const MOST_DOMAIN_LETTERS = 253 - 2 * 64;

/** What a domain of load balancers has to be; undefined when it is. */
export const domainProblem = (domain: string): string | undefined =>
  isDns1123Subdomain(domain) && domain.length <= MOST_DOMAIN_LETTERS
    ? undefined
    : `a domain of at most ${MOST_DOMAIN_LETTERS} letters`;
