import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { ConfigMap } from '@kubets/proto-gen/core/v1';

/** One request with a large body. */
export type LargeInput = {
  what: string;
  /** Only when the one before was answered well. */
  ifLastDid?: boolean;
} & (RestInput | RpcInput);

export interface RestInput {
  method: string;
  path: string;
  type?: string;
  accept?: string;
  body?: () => string | Buffer;
}

export interface RpcInput {
  rpc: string;
  message: () => Uint8Array;
}

export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';
const APPLY = 'application/apply-patch+yaml';
const JSON_PATCH = 'application/json-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
export const MERGE = 'application/merge-patch+json';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const BODY_BYTES = 3_000_000;

/** As many values as a text may hold, and a little room. */
const VALUES = 95_000;

export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const entries = (count: number, value = 'v'): Record<string, string> =>
  Object.fromEntries(many(count, (index) => [`k${index}`, value]));
export const configMap = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});
export const json = (value: () => unknown) => () => JSON.stringify(value());
const manager = (name: string, more = '') => `fieldManager=${name}${more}`;

const pod = (name: string, container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'i', ...container }] },
});
const environment = (count: number, value = 'v') => many(count, (index) => ({ name: `E${index}`, value }));

/** Kubernetes' protobuf of a ConfigMap with so many entries. */
function protobuf(name: string, count: number): Buffer {
  const type = new BinaryWriter().uint32(10).string('v1').uint32(18).string('ConfigMap').finish();
  const metadata = new BinaryWriter().uint32(10).string(name).uint32(26).string('default').finish();
  const object = new BinaryWriter().uint32(10).bytes(metadata);
  for (let index = 0; index < count; index++)
    object.uint32(18).bytes(new BinaryWriter().uint32(10).string(`k${index}`).uint32(18).string('v').finish());
  return Buffer.concat([
    Buffer.from('k8s\0'),
    new BinaryWriter().uint32(10).bytes(type).uint32(18).bytes(object.finish()).finish(),
  ]);
}

/** A request of the gRPC door that writes an object. */
const write = (object: Uint8Array) => new BinaryWriter().uint32(10).string('default').uint32(26).bytes(object).finish();

export const rest = (
  what: string,
  method: string,
  path: string,
  type: string,
  body: () => string | Buffer,
): LargeInput => ({
  what,
  method,
  path,
  type,
  body,
});
export const create = (what: string, path: string, body: () => string | Buffer): LargeInput =>
  rest(what, 'POST', path, 'application/json', body);
export const patch = (what: string, path: string, type: string, body: () => string | Buffer): LargeInput =>
  rest(what, 'PATCH', path, type, body);

/** What takes the apiserver longest, in an order in which what is written is there for what comes after. */
export const largeInputs: readonly LargeInput[] = [
  create(
    '(the service account of the pods)',
    '/api/v1/namespaces/default/serviceaccounts',
    json(() => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } })),
  ),
  create(
    'JSON, 3 MB in one text',
    CONFIG_MAPS,
    json(() => configMap('text', { a: 'x'.repeat(BODY_BYTES) })),
  ),
  create(
    'JSON, 95,000 entries',
    CONFIG_MAPS,
    json(() => configMap('entries', entries(VALUES))),
  ),
  create(
    'JSON, 3 MB in 95,000 entries',
    CONFIG_MAPS,
    json(() => configMap('entries-3mb', entries(VALUES, 'x'.repeat(18)))),
  ),
  create(
    'JSON, 95,000 keys given twice',
    `${CONFIG_MAPS}?fieldValidation=Strict`,
    () =>
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice"},"data":{${many(VALUES, () => '"a":"b"').join()}}}`,
  ),
  create(
    'JSON, 95,000 unknown fields',
    `${CONFIG_MAPS}?fieldValidation=Strict`,
    json(() => ({ ...configMap('unknown', {}), ...entries(VALUES) })),
  ),
  create(
    'JSON, 95,000 long integers',
    PODS,
    () =>
      `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"integers"},"spec":{"containers":[{"name":"c","image":"i"}],"securityContext":{"supplementalGroups":[${many(VALUES, (index) => `90071992547${40993 + index}`).join()}]}}}`,
  ),
  create('JSON, a million values', CONFIG_MAPS, () => `{"data":[${'1,'.repeat(1_400_000)}1]}`),
  create(
    'JSON, broken at its end',
    CONFIG_MAPS,
    () => `${JSON.stringify(configMap('broken', entries(VALUES))).slice(0, -1)}!`,
  ),
  create(
    'pod with 30,000 variables',
    PODS,
    json(() => pod('variables', { env: environment(30_000) })),
  ),
  create(
    'pod with 30,000 variables that are wrong',
    PODS,
    json(() => pod('wrong', { env: many(30_000, () => ({ name: '=', value: 'v' })) })),
  ),
  create(
    'role with 14,000 rules',
    '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles',
    json(() => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'rules' },
      rules: many(14_000, () => ({ apiGroups: [''], resources: ['a'], verbs: ['get'] })),
    })),
  ),
  create(
    'service with 20,000 ports',
    '/api/v1/namespaces/default/services',
    json(() => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'ports' },
      spec: { ports: many(20_000, (index) => ({ name: `p${index}`, port: index + 1 })) },
    })),
  ),
  create(
    'object with 45,000 labels',
    CONFIG_MAPS,
    json(() => ({ ...configMap('labels', {}), metadata: { name: 'labels', labels: entries(45_000) } })),
  ),
  create(
    'managedFields of 45,000 fields',
    CONFIG_MAPS,
    json(() => ({
      ...configMap('managed', {}),
      metadata: {
        name: 'managed',
        managedFields: [
          {
            manager: 'm',
            operation: 'Apply',
            apiVersion: 'v1',
            time: '2026-01-01T00:00:00Z',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:data': Object.fromEntries(many(45_000, (index) => [`f:k${index}`, {}])) },
          },
        ],
      },
    })),
  ),
  create(
    'review of a subject with 90,000 groups',
    '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    json(() => ({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: 'u',
        groups: many(90_000, (index) => `g${index}`),
        resourceAttributes: { verb: 'get', resource: 'pods' },
      },
    })),
  ),
  rest(
    'YAML, 95,000 entries',
    'POST',
    CONFIG_MAPS,
    'application/yaml',
    () =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata:\n${many(VALUES, (index) => `  k${index}: v`).join('\n')}\n`,
  ),
  rest(
    'update with 80,000 entries',
    'PUT',
    `${CONFIG_MAPS}/entries`,
    'application/json',
    json(() => configMap('entries', entries(80_000, 'w'))),
  ),
  patch(
    'apply, 0.9 MB of 30,000 entries',
    `${CONFIG_MAPS}/applied?${manager('a')}`,
    APPLY,
    json(() => configMap('applied', entries(30_000, 'x'.repeat(16)))),
  ),
  patch(
    'apply, half of it by another',
    `${CONFIG_MAPS}/applied?${manager('b')}`,
    APPLY,
    json(() => configMap('applied', entries(15_000, 'x'.repeat(16)))),
  ),
  patch(
    'apply, with 30,000 conflicts',
    `${CONFIG_MAPS}/applied?${manager('c')}`,
    APPLY,
    json(() => configMap('applied', entries(30_000, 'y'))),
  ),
  patch(
    'apply, forced',
    `${CONFIG_MAPS}/applied?${manager('c', '&force=true')}`,
    APPLY,
    json(() => configMap('applied', entries(30_000, 'y'))),
  ),
  patch(
    'apply, all taken away',
    `${CONFIG_MAPS}/applied?${manager('c')}`,
    APPLY,
    json(() => configMap('applied', {})),
  ),
  patch(
    'apply of 95,000 entries',
    `${CONFIG_MAPS}/applied-more?${manager('a')}`,
    APPLY,
    json(() => configMap('applied-more', entries(VALUES))),
  ),
  patch(
    'apply, pod with 9,000 ports',
    `${PODS}/applied?${manager('a')}`,
    APPLY,
    json(() => pod('applied', { ports: many(9000, (index) => ({ containerPort: index + 1 })) })),
  ),
  patch(
    'apply, pod with 9,000 ports again',
    `${PODS}/applied?${manager('b', '&force=true')}`,
    APPLY,
    json(() => pod('applied', { ports: many(9000, (index) => ({ containerPort: index + 1, name: `p${index}` })) })),
  ),
  patch(
    'JSON patch of 9,000 operations',
    `${CONFIG_MAPS}/entries`,
    JSON_PATCH,
    json(() => many(9000, (index) => ({ op: 'replace', path: `/data/k${index}`, value: 'z' }))),
  ),
  patch(
    'JSON patch of 9,000 copies',
    `${CONFIG_MAPS}/entries`,
    JSON_PATCH,
    json(() => many(9000, (index) => ({ op: 'copy', from: `/data/k${index}`, path: `/data/l${index}` }))),
  ),
  patch(
    'merge patch of 80,000 entries',
    `${CONFIG_MAPS}/entries`,
    MERGE,
    json(() => ({ data: entries(80_000, 'm') })),
  ),
  create(
    'pod with 20,000 variables',
    PODS,
    json(() => pod('listed', { env: environment(20_000) })),
  ),
  patch(
    'strategic merge of 20,000 variables',
    `${PODS}/listed`,
    STRATEGIC,
    json(() => ({ spec: { containers: [{ name: 'c', env: environment(20_000, 'w') }] } })),
  ),
  patch(
    'strategic merge, 20,000 in order',
    `${PODS}/listed`,
    STRATEGIC,
    json(() => ({
      spec: {
        containers: [
          {
            name: 'c',
            '$setElementOrder/env': environment(20_000)
              .reverse()
              .map(({ name }) => ({ name })),
          },
        ],
      },
    })),
  ),
  rest('protobuf, 3 MB of 230,000 entries', 'POST', CONFIG_MAPS, PROTOBUF, () => protobuf('protobuf', 230_000)),
  rest('protobuf, 95,000 entries', 'POST', CONFIG_MAPS, PROTOBUF, () => protobuf('protobuf', VALUES)),
  {
    what: 'gRPC, 3 MB of 230,000 entries',
    rpc: '/kubets.core.v1.ConfigMaps/Create',
    message: () => write(ConfigMap.encode({ metadata: { name: 'rpc' }, data: entries(230_000) }).finish()),
  },
  {
    what: 'gRPC, 90,000 entries',
    rpc: '/kubets.core.v1.ConfigMaps/Create',
    message: () => write(ConfigMap.encode({ metadata: { name: 'rpc' }, data: entries(90_000) }).finish()),
  },
  {
    what: 'gRPC, 200,000 values of free form',
    rpc: '/kubets.core.v1.ConfigMaps/Create',
    message: () =>
      write(
        ConfigMap.encode({
          metadata: {
            name: 'rpc-free',
            managedFields: [{ manager: 'm', operation: 'Apply', apiVersion: 'v1', fieldsV1: entries(200_000) }],
          },
        }).finish(),
      ),
  },
  { what: 'get, pretty', method: 'GET', path: `${CONFIG_MAPS}/entries?pretty=true` },
  { what: 'get, YAML', method: 'GET', path: `${CONFIG_MAPS}/entries`, accept: 'application/yaml' },
  {
    what: 'get, Table',
    method: 'GET',
    path: `${CONFIG_MAPS}/entries`,
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  },
  rest(
    'delete with 90,000 options',
    'DELETE',
    `${CONFIG_MAPS}/entries`,
    'application/json',
    json(() => ({ apiVersion: 'v1', kind: 'DeleteOptions', dryRun: many(90_000, () => 'All') })),
  ),
  rest(
    'delete',
    'DELETE',
    `${CONFIG_MAPS}/entries`,
    'application/json',
    json(() => ({ apiVersion: 'v1', kind: 'DeleteOptions' })),
  ),
];
