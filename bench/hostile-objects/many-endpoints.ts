import type { Crowd } from './crowds';
import { made, many, ODD, PATHS, podSpec } from './shapes';

const somePods = (count: number, spec: object = {}, labels: object = { app: 'v1' }) =>
  many(count, (index) => made(PATHS.pods, `p${index}`, { spec: podSpec(spec) }, { labels }));

/** Services and their endpoints: many, large, leading to each other. */
export const MANY_ENDPOINTS: readonly Crowd[] = [
  {
    what: '500 Services over the same 15 pods',
    objects: () => [
      ...many(500, (index) =>
        made(PATHS.services, `s${index}`, { spec: { selector: { app: 'v1' }, ports: [{ port: 80 }] } }),
      ),
      ...somePods(15),
    ],
    stayMs: 5000,
  },
  {
    what: '20 Services of 5,000 ports over 15 pods',
    objects: () => [
      ...many(20, (at) =>
        made(PATHS.services, `s${at}`, {
          spec: {
            clusterIP: 'None',
            selector: { app: 'v1' },
            ports: many(5000, (index) => ({ name: `p${index}`, port: index + 1 })),
          },
        }),
      ),
      ...somePods(15),
    ],
    stayMs: 5000,
  },
  {
    what: '20 Endpoints of 20,000 addresses, to be mirrored',
    objects: () => [
      ...many(20, (at) => made(PATHS.services, `s${at}`, { spec: { ports: [{ port: 80 }] } })),
      ...many(20, (at) =>
        made(PATHS.endpoints, `s${at}`, {
          subsets: [
            {
              addresses: many(20_000, (index) => ({ ip: `20.${at}.${index >> 8}.${index & 255}` })),
              ports: [{ port: 80 }],
            },
          ],
        }),
      ),
    ],
    stayMs: 8000,
  },
  {
    what: '300 slices of 1,000 endpoints for one Service',
    objects: () => [
      made(PATHS.services, 's', { spec: { clusterIP: 'None', ports: [{ port: 80 }] } }),
      ...many(300, (at) =>
        made(
          PATHS.slices,
          `s${at}`,
          {
            addressType: 'IPv4',
            endpoints: many(1000, (index) => ({
              addresses: [`30.${at >> 4}.${index >> 2}.${(index & 3) * 16 + (at & 15)}`],
              hostname: `h${index}`,
            })),
            ports: [{ name: 'p', port: 80 }],
          },
          { labels: { 'kubernetes.io/service-name': 's' } },
        ),
      ),
    ],
    stayMs: 5000,
  },
  {
    what: 'Services that are other names for each other',
    objects: () =>
      many(50, (index) =>
        made(PATHS.services, `s${index}`, {
          spec: { type: 'ExternalName', externalName: `s${(index + 1) % 50}.${ODD}.svc.cluster.local` },
        }),
      ),
  },
  {
    what: '300 Services of type LoadBalancer, more than there are addresses, sharing, asking for the same',
    objects: () =>
      many(300, (index) =>
        made(PATHS.services, `s${index}`, {
          spec: {
            type: 'LoadBalancer',
            ...(index % 2 && { loadBalancerIP: '198.51.100.7' }),
            selector: { app: 'x' },
            ports: [{ port: 80 + (index % 7) }],
            loadBalancerSourceRanges: many(20, (at) => `10.${at}.0.0/16`),
          },
        }),
      ),
    stayMs: 5000,
  },
  {
    what: '300 NetworkPolicies of 1,000 peers',
    objects: () =>
      many(100, (index) =>
        made(PATHS.policies, `p${index}`, {
          spec: {
            podSelector: {},
            ingress: [{ from: many(1000, (at) => ({ podSelector: { matchLabels: { a: `v${at}` } } })) }],
          },
        }),
      ),
    stayMs: 2000,
  },
];
