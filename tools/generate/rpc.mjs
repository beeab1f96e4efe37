import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageOf } from './resources.mjs';

const MARK = '// Generated from the option `resource` of ';

function generatedProtos(folder) {
  return readdirSync(folder, { recursive: true }).filter(
    (path) => path.endsWith('_rpc.proto') && readFileSync(join(folder, path), 'utf8').startsWith(MARK),
  );
}

/** Writes the gRPC service of each resource into `folder`: pods_rpc.proto beside pod.proto. What is there of them goes first. */
export function writeRpcProtos(resources, folder) {
  for (const path of generatedProtos(folder)) rmSync(join(folder, path));
  for (const resource of resources) {
    const path = join(folder, dirname(resource.declaredIn), `${resource.file}_rpc.proto`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, resource.virtual ? virtualProto(resource) : storedProto(resource));
  }
}

const meta = (name) => `kubets.meta.v1.${name}`;

// Import, methods and messages that a subresource adds. Those that stream are for REST alone.
const subresources = {
  attach: () => ({}),
  binding: (kind) => ({
    imports: ['core/v1/binding', 'meta/v1/status'],
    methods: [method('Puts a pod on a node.', 'Bind', `${kind}BindRequest`, meta('Status'))],
    messages: [
      writeRequest('Puts a pod on a node.', `${kind}BindRequest`, 'Binding', 'The binding, whose target is the node.'),
    ],
  }),
  // Changed by Patch, which names it.
  ephemeralcontainers: () => ({}),
  eviction: (kind) => ({
    imports: ['meta/v1/status', 'policy/v1/eviction'],
    methods: [
      method('Evicts a pod, as far as PodDisruptionBudgets allow.', 'Evict', `${kind}EvictRequest`, meta('Status')),
    ],
    messages: [
      writeRequest(
        'Asks for a pod to be evicted, as far as PodDisruptionBudgets allow.',
        `${kind}EvictRequest`,
        'kubets.policy.v1.Eviction',
        'The eviction, with the options of the deletion.',
      ),
    ],
  }),
  approval: (kind) => ({
    methods: [
      method('Replaces the conditions that approve or deny it.', 'UpdateApproval', `${kind}WriteRequest`, kind),
    ],
  }),
  exec: () => ({}),
  finalize: (kind) => ({
    methods: [method('Replaces the finalizers in spec.', 'Finalize', `${kind}WriteRequest`, kind)],
  }),
  log: () => ({}),
  portforward: () => ({}),
  proxy: () => ({}),
  // Changed by Patch, which names it.
  resize: () => ({}),
  scale: () => ({
    imports: ['autoscaling/v1/scale', 'autoscaling/v1/scale_request'],
    methods: [
      method(
        'Answers how many replicas there are and should be.',
        'GetScale',
        meta('GetRequest'),
        'kubets.autoscaling.v1.Scale',
      ),
      method(
        'Sets how many replicas there should be.',
        'UpdateScale',
        'kubets.autoscaling.v1.ScaleWriteRequest',
        'kubets.autoscaling.v1.Scale',
      ),
    ],
  }),
  // Its method stands beside Update.
  status: () => ({}),
  token: (kind) => ({
    imports: ['authentication/v1/token_request'],
    methods: [
      method(
        `Makes a token of a ${kind}.`,
        'CreateToken',
        `${kind}TokenRequest`,
        'kubets.authentication.v1.TokenRequest',
      ),
    ],
    messages: [
      writeRequest(
        `Asks for a token of a ${kind}.`,
        `${kind}TokenRequest`,
        'kubets.authentication.v1.TokenRequest',
        'What the token is to be.',
      ),
    ],
  }),
};

function storedProto(resource) {
  const { kind, service } = resource;
  const extras = resource.subresources.map((name) => {
    if (!(name in subresources)) throw new Error(`${kind}: no subresource is called ${name}`);
    return subresources[name](kind);
  });
  const each = (part) => extras.flatMap((extra) => extra[part] ?? []);
  return [
    ...head(resource, ['meta/v1/requests', ...each('imports')]),
    `// The verbs of ${service}.${service.endsWith('Api') ? ' The kind itself has the name that the service would have.' : ''}`,
    `service ${service} {`,
    method('Answers one object.', 'Get', meta('GetRequest'), kind),
    method('Answers the objects that match, as of one moment.', 'List', meta('ListRequest'), `${kind}List`),
    method(
      'Sends changes as they happen, in order, from the asked resourceVersion on.',
      'Watch',
      meta('ListRequest'),
      `stream ${kind}WatchEvent`,
    ),
    method('Stores a new object.', 'Create', `${kind}WriteRequest`, kind),
    method(
      'Replaces an object. With a resourceVersion it fails when the object has changed since.',
      'Update',
      `${kind}WriteRequest`,
      kind,
    ),
    ...(resource.subresources.includes('status')
      ? [method("Replaces an object's status and nothing else.", 'UpdateStatus', `${kind}WriteRequest`, kind)]
      : []),
    method('Changes part of an object or of one of its subresources.', 'Patch', meta('PatchRequest'), kind),
    method(
      'Deletes an object, or has its deletion begin, and answers it as last seen.',
      'Delete',
      meta('DeleteRequest'),
      kind,
    ),
    method(
      'Deletes the objects that match and answers them.',
      'DeleteCollection',
      meta('DeleteCollectionRequest'),
      `${kind}List`,
    ),
    ...each('methods'),
    '}',
    '',
    writeRequest(`Writes ${article(kind)} ${kind}.`, `${kind}WriteRequest`, kind, 'The object to write.'),
    '',
    `// A change to ${article(kind)} ${kind}.
message ${kind}WatchEvent {
  // ADDED, MODIFIED, DELETED or BOOKMARK.
  optional string type = 1;
  // The object after the change, or as it was before it was deleted. Of a BOOKMARK only metadata.resourceVersion
  // is set.
  ${kind} object = 2;
}`,
    ...each('messages').flatMap((message) => ['', message]),
    '',
  ].join('\n');
}

function virtualProto(resource) {
  const { kind, service } = resource;
  return [
    ...head(resource, []),
    `// ${service}, which are answered and not stored.`,
    `service ${service} {`,
    method('Answers the object with its status.', 'Create', `${kind}WriteRequest`, kind),
    '}',
    '',
    writeRequest(`Asks by ${article(kind)} ${kind}.`, `${kind}WriteRequest`, kind, 'The object to answer.'),
    '',
  ].join('\n');
}

function head({ kind, declaredIn, versions: [{ message }] }, imports) {
  const files = [...new Set([declaredIn, ...imports.map((path) => `kubets/${path}.proto`)])].sort();
  return [
    `${MARK}${kind}. Do not edit.`,
    'syntax = "proto3";',
    '',
    `package ${packageOf(message)};`,
    '',
    ...files.map((path) => `import "${path}";`),
    '',
  ];
}

const article = (kind) => (/^[AEIO]/.test(kind) ? 'an' : 'a');

const method = (comment, name, request, response) =>
  `  // ${comment}\n  rpc ${name}(${request}) returns (${response});`;

const writeRequest = (comment, name, object, objectComment) => `// ${comment}
message ${name} {
  // The object's namespace; empty where there is none.
  optional string namespace = 1;
  // The object's name.
  optional string name = 2;
  // ${objectComment}
  ${object} object = 3;
  // With All, everything is done except storing the change.
  repeated string dryRun = 4;
  // A name for who makes the change.
  optional string fieldManager = 5;
  // What becomes of unknown and doubled fields: Ignore, Warn or Strict.
  optional string fieldValidation = 6;
}`;
