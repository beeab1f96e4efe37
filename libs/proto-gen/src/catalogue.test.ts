import * as catalogue from './gen/kubets/catalogue';
import { storedServices, virtualServices } from './gen/kubets/services';
import type { ResourceNames } from './resource-names';
import { schema } from './schema';

const stored: ResourceNames[] = Object.values(catalogue.storedResources);
const virtual: ResourceNames[] = Object.values(catalogue.virtualResources);

test('a resource is called as its option says, and what the option leaves out follows', () => {
  expect(catalogue.deployments).toEqual({
    group: 'apps',
    kind: 'Deployment',
    plural: 'deployments',
    singular: 'deployment',
    shortNames: ['deploy'],
    categories: ['all'],
    namespaced: true,
    subresources: ['scale', 'status'],
    versions: [
      { version: 'v1', apiVersion: 'apps/v1', message: 'kubets.apps.v1.Deployment' },
      { version: 'v1beta1', apiVersion: 'apps/v1beta1', message: 'kubets.apps.v1beta1.Deployment' },
    ],
    service: 'kubets.apps.v1.Deployments',
  });
});

test('objects of two groups that are stored as one are a resource with a version in each', () => {
  expect(catalogue.events).toMatchObject({
    group: '',
    versions: [
      { version: 'v1', apiVersion: 'v1', message: 'kubets.core.v1.Event' },
      { version: 'v1', group: 'events.k8s.io', apiVersion: 'events.k8s.io/v1', message: 'kubets.events.v1.Event' },
    ],
    service: 'kubets.core.v1.Events',
  });
});

test.each([
  ['', 'endpoints', 'kubets.core.v1.EndpointsApi'],
  ['networking.k8s.io', 'ipaddresses', 'kubets.networking.v1.IPAddresses'],
  ['networking.k8s.io', 'servicecidrs', 'kubets.networking.v1.ServiceCIDRs'],
  ['rbac.authorization.k8s.io', 'clusterroles', 'kubets.rbac.v1.ClusterRoles'],
])('%s/%s is served as %s', (group, plural, service) => {
  expect(stored.find((one) => one.group === group && one.plural === plural)?.service).toBe(service);
});

const offered = Object.entries({ ...storedServices, ...virtualServices }).map(
  ([id, { names, methods }]) => [id, names, Object.values(methods).map(({ path }) => path.split('/'))] as const,
);

test('every resource has a service, under the name of its catalogue entry', () => {
  const namesOf = (services: object) =>
    Object.fromEntries(Object.entries(services).map(([id, { names }]) => [id, names]));
  expect(namesOf(storedServices)).toEqual(catalogue.storedResources);
  expect(namesOf(virtualServices)).toEqual(catalogue.virtualResources);
});

describe.each(offered)('%s', (_, names, methods) => {
  test('has its messages', () => {
    const suffixes = virtual.includes(names) ? [''] : ['', 'List'];
    for (const { message } of names.versions)
      for (const suffix of suffixes) expect(schema.message(message + suffix)).toBeDefined();
  });

  test('has the methods that its subresources ask for', () => {
    expect(new Set(methods.map(([, service]) => service))).toEqual(new Set([names.service]));
    const offeredMethods = methods.map(([, , method]) => method);
    const below = (name: string) => (names.subresources as readonly string[]).includes(name);
    const expected = {
      Create: true,
      Watch: !virtual.includes(names),
      UpdateStatus: below('status'),
      GetScale: below('scale'),
      UpdateScale: below('scale'),
      Bind: below('binding'),
      Evict: below('eviction'),
      CreateToken: below('token'),
      Finalize: below('finalize'),
    };
    expect(
      Object.fromEntries(Object.keys(expected).map((method) => [method, offeredMethods.includes(method)])),
    ).toEqual(expected);
  });
});
