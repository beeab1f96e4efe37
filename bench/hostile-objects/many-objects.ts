import type { Crowd } from './crowds';
import { made, many, members, ODD, PATHS, podSpec } from './shapes';

const LARGEST = 2 ** 31 - 1;
const ref = (kind: string, name: string, uid: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind,
  name,
  uid,
  ...more,
});
const uidOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const claimSpec = (more: object = {}) => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '', ...more },
});
const volumeSpec = (more: object = {}) => ({
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/tmp/odd' }, ...more },
});
const largeSelector = (count: number) => ({
  matchExpressions: [{ key: 'app', operator: 'In', values: many(count, (index) => `v${index}`) }],
});
const somePods = (count: number, spec: object = {}, labels: object = { app: 'v1' }) =>
  many(count, (index) => made(PATHS.pods, `p${index}`, { spec: podSpec(spec) }, { labels }));

const CSR =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkhqQ0J4QUlCQURBOE1SVXdFd1lEVlFRS0RBeHplWE4wWlcwNmJtOWtaWE14Q2pBSUJnTlZCQW9NQVdJeApGekFWQmdOVkJBTU1Ebk41YzNSbGJUcHViMlJsT200eE1Ga3dFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEClFnQUVKZHVlN1BEbHJpSWZTZU4rMGxSRHA5Z3FWTnBETnk5NS9NanhDM1NtZFErSDZGMFl6OEtQSU53NTR2QWMKaUl2WC85TmR4YzlrN1VLSUhxWmVxbzFxMEtBbU1DUUdDU3FHU0liM0RRRUpEakVYTUJVd0V3WURWUjBSQkF3dwpDb0lDYmpHSEJBb0FBQUV3Q2dZSUtvWkl6ajBFQXdJRFNRQXdSZ0loQUlhTEVMbCtaL0dTbjdJL1FaTkJHM0xqCllPbkxKZXpYUGU2cE40MHBpaWVyQWlFQTdQTDI3VGxtMFVGOUMzVnNxRFRLRmFtUFlnZ01sOTJhSzE4a2NQZVkKdjJVPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';

/** Owners, storage, quotas, nodes and rights: many, in circles, with numbers without bounds. */
export const MANY_OBJECTS: readonly Crowd[] = [
  {
    what: 'a ConfigMap with 20,000 owners that are not there',
    objects: () => [
      made(
        PATHS.configMaps,
        'owned',
        {},
        { ownerReferences: many(20_000, (index) => ref('ConfigMap', `o${index}`, uidOf(index))) },
      ),
    ],
    stayMs: 10_000,
  },
  {
    what: '500 ConfigMaps with 100 owners of kinds that are not served',
    objects: () =>
      many(500, (at) =>
        made(
          PATHS.configMaps,
          `c${at}`,
          {},
          {
            ownerReferences: many(100, (index) => ({
              apiVersion: `none${index}.example.com/v1`,
              kind: 'None',
              name: 'x',
              uid: uidOf(index),
            })),
          },
        ),
      ),
  },
  {
    what: '1,000 PersistentVolumeClaims, and 1,000 volumes for them',
    objects: () => [
      ...many(1000, (index) => made(PATHS.claims, `c${index}`, claimSpec())),
      ...many(1000, (index) =>
        made(PATHS.volumes, `v${index}`, volumeSpec({ capacity: { storage: `${index + 1}Mi` } })),
      ),
    ],
    stayMs: 5000,
  },
  {
    what: '100 claims with a selector of 20,000 values, and 100 volumes that lack it',
    objects: () => [
      ...many(100, (index) => made(PATHS.volumes, `v${index}`, volumeSpec({ capacity: { storage: '9Gi' } }))),
      ...many(100, (index) => made(PATHS.claims, `c${index}`, claimSpec({ selector: largeSelector(20_000) }))),
    ],
    stayMs: 5000,
  },
  {
    what: 'claims that are made of each other',
    objects: () =>
      many(200, (index) =>
        made(
          PATHS.claims,
          `c${index}`,
          claimSpec({
            dataSource: { kind: 'PersistentVolumeClaim', name: `c${(index + 1) % 200}` },
            storageClassName: 'standard',
          }),
        ),
      ),
  },
  {
    what: 'volumes that 100 claims want by name, each reserved for the next of them',
    objects: () => [
      ...many(100, (index) =>
        made(PATHS.volumes, `v${index}`, volumeSpec({ claimRef: { namespace: ODD, name: `c${(index + 1) % 100}` } })),
      ),
      ...many(100, (index) => made(PATHS.claims, `c${index}`, claimSpec({ volumeName: `v${index}` }))),
    ],
    stayMs: 3000,
  },
  {
    what: '100 ResourceQuotas of 5,000 names, and 20 pods',
    objects: () => [
      ...many(100, (index) =>
        made(PATHS.quotas, `q${index}`, {
          spec: { hard: members(5000, () => '9223372036854775807', `count/k${index}x`) },
        }),
      ),
      ...somePods(15),
    ],
    stayMs: 3000,
  },
  {
    what: '100 ResourceQuotas with a scope of 20,000 values',
    objects: () => [
      ...many(100, (index) =>
        made(PATHS.quotas, `q${index}`, {
          spec: {
            hard: { pods: '1000' },
            scopeSelector: {
              matchExpressions: [
                { scopeName: 'PriorityClass', operator: 'NotIn', values: many(20_000, (at) => `p${at}`) },
              ],
            },
          },
        }),
      ),
      ...somePods(15),
    ],
    stayMs: 3000,
  },
  {
    what: '50 LimitRanges of 2,000 resources, and 15 pods of 200 containers',
    objects: () => [
      ...many(50, (index) =>
        made(PATHS.limits, `l${index}`, {
          spec: { limits: [{ type: 'Container', min: members(2000, () => '1n', 'example.com/r') }] },
        }),
      ),
      ...somePods(15, {
        containers: many(200, (index) => ({
          name: `c${index}`,
          image: 'i:1',
          resources: { limits: { cpu: '1', memory: '1Gi' } },
        })),
      }),
    ],
    stayMs: 2000,
  },
  {
    what: '200 PodDisruptionBudgets of 20,000 values, and 15 pods',
    objects: () => [
      ...many(200, (index) =>
        made(PATHS.budgets, `b${index}`, { spec: { maxUnavailable: 1, selector: largeSelector(20_000) } }),
      ),
      ...somePods(15),
    ],
    stayMs: 3000,
  },
  {
    what: '1,000 PodDisruptionBudgets over all pods',
    objects: () => [
      ...many(1000, (index) =>
        made(PATHS.budgets, `b${index}`, { spec: { minAvailable: `${index % 100}%`, selector: {} } }),
      ),
      ...somePods(15),
    ],
    stayMs: 3000,
  },
  {
    what: '200 CertificateSigningRequests of nonsense, approved',
    objects: () =>
      many(200, (index) =>
        made(PATHS.certificates, `c${index}`, {
          spec: {
            request: CSR,
            signerName: [
              'kubernetes.io/kube-apiserver-client',
              'kubernetes.io/kubelet-serving',
              'kubernetes.io/legacy-unknown',
              'kubernetes.io/kube-apiserver-client-kubelet',
            ][index % 4],
            expirationSeconds: [600, LARGEST][index % 2],
            usages: [['client auth'], ['server auth', 'digital signature', 'key encipherment'], many(20, () => 'any')][
              index % 3
            ],
          },
        }),
      ),
    then: async (client) => {
      for (let index = 0; index < 200; index++)
        await client.call(
          'PATCH',
          `${PATHS.certificates}/c${index}/approval`,
          { status: { conditions: [{ type: 'Approved', status: 'True', reason: 'x', message: 'x'.repeat(10_000) }] } },
          { contentType: 'application/merge-patch+json' },
        );
    },
    stayMs: 3000,
  },
  {
    what: '300 Nodes with large labels, taints and images',
    objects: () =>
      many(100, (at) =>
        made(
          PATHS.nodes,
          `n${at}`,
          {
            spec: { taints: many(1000, (index) => ({ key: `k${index}`, value: 'v', effect: 'NoSchedule' })) },
            status: {
              images: many(2000, (index) => ({ names: [`i${index}:1`], sizeBytes: 2 ** 40 })),
              allocatable: {
                ...members(500, () => '1', 'example.com/r'),
                cpu: '9223372036854775807',
                memory: '9223372036854775807Ei',
                pods: '1',
              },
              conditions: many(500, (index) => ({ type: `T${index}`, status: 'Unknown' })),
            },
          },
          { labels: members(500, (index) => `v${index}`) },
        ),
      ),
    stayMs: 5000,
  },
  {
    what: '100 Namespaces with finalizers of their own, and all deleted',
    objects: () =>
      many(100, (index) => made(PATHS.namespaces, `ns${index}`, {}, { finalizers: ['example.com/never'] })),
    stayMs: 3000,
  },
  {
    what: '100 ClusterRoles of 1,000 rules that are gathered into each other',
    objects: () =>
      many(100, (index) =>
        made(
          PATHS.roles,
          `r${index}`,
          {
            rules: many(1000, (at) => ({ apiGroups: [`g${index}`], resources: [`r${at}`], verbs: ['get'] })),
            ...(index % 2 && { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { odd: 'yes' } }] } }),
          },
          { labels: { odd: 'yes' } },
        ),
      ),
    stayMs: 5000,
  },
];
