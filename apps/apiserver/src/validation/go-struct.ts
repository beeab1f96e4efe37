import { atOnce, isStep, type Steps } from '@kubets/apimachinery';
import { schema, type FieldSchema } from '@kubets/proto-gen/schema';
import { sortedMap } from './field-checks';

/** Names in Go that are not just the JSON name with a capital letter. */
const GO_NAMES: Readonly<Record<string, string>> = {
  apiGroup: 'APIGroup',
  apiGroups: 'APIGroups',
  apiVersion: 'APIVersion',
  awsElasticBlockStore: 'AWSElasticBlockStore',
  cephfs: 'CephFS',
  chapAuthDiscovery: 'DiscoveryCHAPAuth',
  chapAuthSession: 'SessionCHAPAuth',
  csi: 'CSI',
  jsonPath: 'JSONPath',
  diskURI: 'DataDiskURI',
  dnsConfig: 'DNSConfig',
  dnsPolicy: 'DNSPolicy',
  fc: 'FC',
  fsGroup: 'FSGroup',
  fsGroupChangePolicy: 'FSGroupChangePolicy',
  fsType: 'FSType',
  gcePersistentDisk: 'GCEPersistentDisk',
  gmsaCredentialSpec: 'GMSACredentialSpec',
  gmsaCredentialSpecName: 'GMSACredentialSpecName',
  grpc: 'GRPC',
  httpGet: 'HTTPGet',
  httpHeaders: 'HTTPHeaders',
  ip: 'IP',
  iqn: 'IQN',
  iscsi: 'ISCSI',
  iscsiInterface: 'ISCSIInterface',
  nfs: 'NFS',
  os: 'OS',
  pdName: 'PDName',
  rbd: 'RBD',
  seLinuxChangePolicy: 'SELinuxChangePolicy',
  seLinuxOptions: 'SELinuxOptions',
  serviceAccount: 'DeprecatedServiceAccount',
  sslEnabled: 'SSLEnabled',
  storageos: 'StorageOS',
  tcpSocket: 'TCPSocket',
  tty: 'TTY',
  wwids: 'WWIDs',
};

/** Of these messages, names that mean something else elsewhere. */
const OWN_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'kubets.flowcontrol.v1.Subject': { serviceAccount: 'ServiceAccount' },
  'kubets.core.v1.GlusterfsVolumeSource': { endpoints: 'EndpointsName' },
  'kubets.core.v1.RBDVolumeSource': { monitors: 'CephMonitors', image: 'RBDImage', pool: 'RBDPool', user: 'RadosUser' },
};

/** Fields whose order is not the schema's, which is that in which they are checked. */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  'kubets.core.v1.PodSecurityContext': [
    'seLinuxOptions',
    'windowsOptions',
    'runAsUser',
    'runAsGroup',
    'runAsNonRoot',
    'supplementalGroups',
    'supplementalGroupsPolicy',
    'fsGroup',
    'sysctls',
    'fsGroupChangePolicy',
    'seccompProfile',
    'appArmorProfile',
    'seLinuxChangePolicy',
  ],
};

/** Fields that stand right behind another one there. */
const BEHIND: Readonly<Record<string, string>> = { restartPolicyRules: 'restartPolicy' };

type Json = Record<string, unknown>;

/**
 * What Kubernetes shows of a part of an object in a refusal: its own struct as JSON, where every field is there in its order
 * and has the name that it has in Go. `message`: the full name of the type.
 */
export const goStruct = (value: object, message: string): Json => atOnce(goStructSteps(value, message));

/** The same in steps. */
export function* goStructSteps(value: object, message: string): Steps<Json> {
  const struct: Json = {};
  for (const [name, goName, field] of goFields(message)) {
    const member = (value as Json)[name];
    // Kubernetes' own structs have no member for it: what is in it stands beside the rest.
    if (field.message === OBJECT_META) {
      Object.assign(struct, metadataIn((member ?? {}) as Json));
      continue;
    }
    if (name === 'apiVersion' || name === 'kind') if (isEmbeddedKind(message)) continue;
    struct[goName] = member === undefined || member === null ? zeroOf(field) : yield* goValue(member, field);
  }
  return struct;
}

const OBJECT_META = 'kubets.meta.v1.ObjectMeta';
/** Objects within others, whose type goes without saying. */
const isEmbeddedKind = (message: string): boolean => message === 'kubets.core.v1.PersistentVolumeClaim';

const metadataIn = ({ labels, annotations, ...rest }: Json): Json => ({
  ...rest,
  ...(labels ? { labels: sortedMap(labels as Record<string, string>) } : {}),
  ...(annotations ? { annotations: sortedMap(annotations as Record<string, string>) } : {}),
});

type GoField = readonly [name: string, goName: string, field: FieldSchema];
const known = new Map<string, readonly GoField[]>();

function goFields(message: string): readonly GoField[] {
  const fieldsBefore = known.get(message);
  if (fieldsBefore) return fieldsBefore;
  const { fields } = schema.message(message)!;
  const names = ORDERS[message] ?? inGoOrder(Object.keys(fields));
  const goNameOf = (name: string): string =>
    OWN_NAMES[message]?.[name] ?? GO_NAMES[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
  const inOrder = names.map((name): GoField => [name, goNameOf(name), fields[name]!]);
  known.set(message, inOrder);
  return inOrder;
}

function inGoOrder(names: readonly string[]): string[] {
  const moved = names.filter((name) => names.includes(BEHIND[name] ?? ''));
  const rest = names.filter((name) => !moved.includes(name));
  return rest.flatMap((name) => [name, ...moved.filter((other) => BEHIND[other] === name)]);
}

function* goValue(value: unknown, field: FieldSchema): Steps<unknown> {
  // What is shared by all of Kubernetes is shown as in JSON.
  const isOwn = field.type === 'message' && !field.message!.startsWith('kubets.meta.');
  if (!field.repeated && !field.map)
    return isOwn ? yield* goStructSteps(value as object, field.message!) : inJsonOrder(value, field);
  const entries = Object.entries(value as Json);
  if (field.map) {
    yield;
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    yield;
  }
  for (const [index, entry] of entries.entries()) {
    if (isStep(index)) yield;
    entry[1] = isOwn ? yield* goStructSteps(entry[1] as object, field.message!) : inJsonOrder(entry[1], field);
  }
  return field.repeated ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/** What is no message is as it is; the members of one come in the order of their fields, whatever order they were sent in. */
export function inJsonOrder(value: unknown, { type, message }: Pick<FieldSchema, 'type' | 'message'>): unknown {
  if (type !== 'message' || typeof value !== 'object' || value === null) return value;
  const members = Object.entries(schema.message(message!)!.fields).flatMap(([name, field]): [string, unknown][] => {
    const member = (value as Json)[name];
    if (member === undefined) return [];
    if (field.map) return [[name, sortedMap(member as Record<string, string>)]];
    return [
      [name, Array.isArray(member) ? member.map((item) => inJsonOrder(item, field)) : inJsonOrder(member, field)],
    ];
  });
  return Object.fromEntries(members);
}

/** A pointer, a list or a map is null, a value is there. */
function zeroOf(field: FieldSchema): unknown {
  if (field.repeated || field.map || field.zeroIsSet || field.type === 'time') return null;
  if (field.type === 'message') return field.byValue ? goStruct({}, field.message!) : null;
  if (field.type === 'quantity') return field.byValue ? '0' : null;
  if (field.type === 'bool') return false;
  return field.type === 'int32' || field.type === 'int64' || field.type === 'int-or-string' ? 0 : '';
}
