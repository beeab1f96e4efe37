import { collectionOf, send, then, type Aimed } from '../../../test/fuzz/aimed/aim';
import { create, entries, object, PROTOBUF, protobuf, variables } from './large-making';
import { many, shoot } from './shoot';

const KIND = 'large objects';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices';

const configMap = (count: number, value?: string) => () => object({ data: entries(count, value) });
const toConfigMap = (method: string, count: number, more: object, query = '') =>
  then(create('configmaps', configMap(count)), (range) =>
    send({ method, path: `${collectionOf('configmaps')}/NAME${query}`, ...more })(range),
  );
const read = (count: number, accept: string, query = '') =>
  toConfigMap('GET', count, { headers: [['accept', accept]] }, query);
const replaced = (count: number, change: () => object) =>
  then(create('configmaps', configMap(count)), (range) =>
    send({
      method: 'PUT',
      path: `${collectionOf('configmaps')}/NAME`,
      contentType: 'application/json',
      body: JSON.stringify(change()),
    })(range),
  );
const endpoints = (count: number) => () => ({
  addressType: 'IPv4',
  ...object({}),
  ports: many(100, (index) => ({ name: `p${index}`, port: index + 1, protocol: 'TCP' })),
  endpoints: many(count, (index) => ({
    addresses: [`198.51.100.${index % 250}`],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName: `node-${index}`,
    zone: 'zone-a',
    targetRef: { kind: 'Pod', namespace: 'default', name: `web-${index}`, uid: `u-${index}` },
  })),
});
/** Objects that are large and mostly legal, and what is done with them. */
export const LARGE_OBJECTS: readonly Aimed[] = [
  ...[1_000_000, 1_500_000, 2_500_000, 3_100_000, 4_000_000].map((bytes) =>
    shoot(
      KIND,
      `a ConfigMap with a text of ${bytes} bytes`,
      create('configmaps', () => object({ data: { a: 'x'.repeat(bytes) } })),
    ),
  ),
  shoot(
    KIND,
    'a ConfigMap of 2 MB of escapes',
    create('configmaps', () => object({ data: { a: '\u0001'.repeat(150_000) } })),
  ),
  shoot(
    KIND,
    'a ConfigMap of 1 MB of another alphabet',
    create('configmaps', () => object({ data: { a: 'é漢😀'.repeat(100_000) } })),
  ),
  ...[1000, 10_000, 40_000, 80_000, 94_000].map((count) =>
    shoot(KIND, `a ConfigMap of ${count} keys`, create('configmaps', configMap(count))),
  ),
  ...[10_000, 80_000].map((count) =>
    shoot(KIND, `a ConfigMap of ${count} keys in protobuf`, protobuf('configmaps', 'ConfigMap', configMap(count))),
  ),
  ...[20_000, 80_000].flatMap((count) => [
    shoot(KIND, `${count} keys read as a Table`, read(count, TABLE)),
    shoot(KIND, `${count} keys read as metadata`, read(count, PARTIAL)),
    shoot(KIND, `${count} keys read as protobuf`, read(count, PROTOBUF)),
    shoot(KIND, `${count} keys read as YAML`, read(count, 'application/yaml')),
    shoot(KIND, `${count} keys read pretty`, read(count, 'application/json', '?pretty=true')),
    shoot(KIND, `${count} keys replaced`, replaced(count, configMap(count, 'w'))),
    shoot(
      KIND,
      `${count} keys replaced by none`,
      replaced(count, () => object({})),
    ),
    shoot(KIND, `${count} keys deleted`, toConfigMap('DELETE', count, {})),
    shoot(
      KIND,
      `${count} keys merged with as many`,
      then(create('configmaps', configMap(count)), (range) =>
        send({
          method: 'PATCH',
          path: `${collectionOf('configmaps')}/NAME`,
          contentType: 'application/merge-patch+json',
          body: JSON.stringify({ data: entries(count, 'm') }),
        })(range),
      ),
    ),
  ]),
  shoot(
    KIND,
    'a Secret of 1 MB',
    create('secrets', () => object({ data: { a: Buffer.alloc(900_000).toString('base64') } })),
  ),
  shoot(
    KIND,
    'a Secret of 40,000 keys',
    create('secrets', () => object({ data: entries(40_000, 'YQ==') })),
  ),
  shoot(
    KIND,
    'a Secret of 40,000 keys as text',
    create('secrets', () => object({ stringData: entries(40_000, 'a') })),
  ),
  shoot(
    KIND,
    '200,000 bytes of annotations',
    create('configmaps', () => object({}, { annotations: entries(10_000, 'x'.repeat(12)) })),
  ),
  shoot(
    KIND,
    '10,000 labels',
    create('configmaps', () => object({}, { labels: entries(10_000) })),
  ),
  shoot(
    KIND,
    '40,000 finalizers',
    create('configmaps', () => object({}, { finalizers: many(40_000, (index) => `a.b/f${index}`) })),
  ),
  ...[100, 1000, 1001, 5000].map((count) =>
    shoot(KIND, `an EndpointSlice of ${count} endpoints`, create('configmaps', endpoints(count), SLICES)),
  ),
  shoot(
    KIND,
    'Endpoints of 5,000 addresses and 50 ports',
    create(
      'configmaps',
      () =>
        object({
          subsets: [
            {
              addresses: many(5000, (index) => ({ ip: `198.51.${(index >> 8) + 1}.${index % 256}`, nodeName: 'n' })),
              ports: many(50, (index) => ({ name: `p${index}`, port: index + 1 })),
            },
          ],
        }),
      '/api/v1/namespaces/NS/endpoints',
    ),
  ),
  shoot(
    KIND,
    'a Service with 5,000 ports',
    create('services', () =>
      object({ spec: { ports: many(5000, (index) => ({ name: `p${index}`, port: index + 1 })) } }),
    ),
  ),
  shoot(
    KIND,
    'a Service with 20,000 external addresses',
    create('services', () =>
      object({
        spec: { ports: [{ port: 1 }], externalIPs: many(20_000, (index) => `198.51.${index >> 8}.${index % 256}`) },
      }),
    ),
  ),
  shoot(
    KIND,
    'a NetworkPolicy of 5,000 rules',
    create(
      'configmaps',
      () =>
        object({
          spec: {
            podSelector: {},
            ingress: many(5000, (index) => ({
              from: [{ ipBlock: { cidr: '192.0.2.0/24', except: ['192.0.2.1/32'] } }],
              ports: [{ port: index + 1 }],
            })),
          },
        }),
      '/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies',
    ),
  ),
  shoot(
    KIND,
    'an Ingress of 5,000 hosts',
    create(
      'configmaps',
      () =>
        object({
          spec: {
            rules: many(5000, (index) => ({
              host: `h${index}.example.com`,
              http: {
                paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }],
              },
            })),
          },
        }),
      '/apis/networking.k8s.io/v1/namespaces/NS/ingresses',
    ),
  ),
  shoot(
    KIND,
    'a Role of 5,000 rules',
    create('roles', () =>
      object({ rules: many(5000, () => ({ apiGroups: [''], resources: ['pods'], verbs: ['get'] })) }),
    ),
  ),
  shoot(
    KIND,
    'a Role of a rule with 50,000 names',
    create('roles', () =>
      object({
        rules: [
          { apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: many(50_000, (index) => `n${index}`) },
        ],
      }),
    ),
  ),
  shoot(
    KIND,
    'a Node with 20,000 images and addresses',
    create('nodes', () =>
      object({
        status: {
          images: many(20_000, (index) => ({ names: [`i${index}`], sizeBytes: index })),
          addresses: many(2000, (index) => ({ type: 'InternalIP', address: `198.51.100.${index % 250}` })),
        },
      }),
    ),
  ),
  shoot(
    KIND,
    'a Deployment with 10,000 variables',
    create('deployments', () =>
      object({
        spec: {
          replicas: 0,
          selector: { matchLabels: { a: 'b' } },
          template: {
            metadata: { labels: { a: 'b' } },
            spec: { containers: [{ name: 'c', image: 'i', env: variables(10_000) }] },
          },
        },
      }),
    ),
  ),
];
