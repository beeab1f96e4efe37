import type { sendUnaryData, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { newBadRequest, newNotFound, stringifyJson, type KubeObject } from '@kubets/apimachinery';
import {
  AnyObject,
  ObjectsService,
  type ReadRequest,
  type Resource,
  type ResourceList,
  type ResourcesRequest,
} from '@kubets/proto-gen/dynamic/v1';
import type { RpcService } from '@kubets/rpc';
import { asBuffer } from '@kubets/rpc';
import type { StoredObject } from '@kubets/store';
import { parseText } from '../pipeline/body-text';
import { jsonInVersion, objectInVersion } from '../pipeline/convert';
import { apiVersionIn } from '../pipeline/request-scope';
import { listKindOf } from '../registry/resource';
import type { LeaveOut } from '../pipeline/leave-out';
import type { ServedResource } from '../registry/api-registry';
import type { ServedApi } from '../served-api';
import type { Addressed } from './addressed';
import { admitCall, type Asked } from './caller';
import {
  resourceMethods,
  withReadyBytes,
  type FindAddressee,
  type GrpcOptions,
  type WriteMessage,
} from './resource-service';
import { assertDecoded, withUndecodable } from './undecodable';
import { createWire, type ResourceWire } from './wire';

interface DynamicRequest extends Addressed {
  group?: string;
  version?: string;
  resource?: string;
  metadataOnly?: boolean;
}

type StoredResource = Extract<ServedResource, { kind: 'stored' }>;

const METADATA_VERSION = 'meta.k8s.io/v1';

/** All resources by group, version and plural, of those that no proto declares too; objects are JSON. */
export function objectsService(options: GrpcOptions): RpcService {
  const { scope, api, settled } = options;

  const addresseeOf: FindAddressee = async (request, call, verb) => {
    const { group = '', version = '', resource: plural = '', metadataOnly = false } = request as DynamicRequest;
    const find = () => api.now().registry.find(group, version, plural);
    const found = find() ?? (await settled().then(find, find));
    if (found?.kind !== 'stored') {
      // What there is not is nobody's business who may not ask for it.
      const asked = { isResourceRequest: true, verb, group, version, resource: plural };
      const missing = newNotFound({ group, resource: plural }, '');
      (await admitCall(options, call, { ...asked, subresource: '', namespace: '', name: '' })).leave(missing);
      throw missing;
    }
    let parsed: KubeObject | undefined;
    return {
      definition: found.definition,
      version: found.version,
      wire: wireOf(found, metadataOnly, scope.leaveOut),
      incoming: async (write) => parseText(textOf(write), 'application/json'),
      nameOf: (write) => (parsed ??= objectOf(write as WriteMessage))?.metadata?.name ?? '',
      subresourceObject: (write) => objectOf(write) ?? {},
      subresourceAnswer: answerOf,
    };
  };

  const { verbs, subresourceMethods } = resourceMethods(addresseeOf, options);
  const { getScale, updateScale } = subresourceMethods;
  const read = (call: ServerUnaryCall<ReadRequest, Buffer>, callback: sendUnaryData<Buffer>) =>
    readPath(call, options).then((answer) => callback(null, answer));
  const resources = (call: ServerWritableStream<ResourcesRequest, ResourceList>) => streamResources(call, options);
  const [method] = Object.values(ObjectsService);
  return {
    name: method!.path.split('/')[1]!,
    definition: withUndecodable(withReadyBytes(ObjectsService)),
    implementation: { ...verbs, getScale: getScale!, updateScale: updateScale!, read, resources },
  };
}

const answerOf = (object: KubeObject): Buffer =>
  asBuffer(AnyObject.encode({ json: Buffer.from(stringifyJson(object)) }).finish());

const textOf = ({ object }: WriteMessage): string =>
  Buffer.from((object as unknown as Uint8Array | undefined) ?? []).toString('utf8');

/** Only for the object's name: what is wrong with the object is said by decoding it. */
function objectOf(request: WriteMessage): KubeObject | undefined {
  if (request.object === undefined) return undefined;
  try {
    const value = JSON.parse(textOf(request)) as KubeObject | null;
    return typeof value?.metadata?.name === 'string' ? value : undefined;
  } catch {
    throw newBadRequest('the object is no JSON');
  }
}

function wireOf({ definition, version }: StoredResource, metadataOnly: boolean, leaveOut: LeaveOut): ResourceWire {
  const apiVersion = metadataOnly ? METADATA_VERSION : apiVersionIn(definition, version);
  const kind = metadataOnly ? 'PartialObjectMetadata' : definition.kind;
  const metadata = (stored: StoredObject) =>
    Buffer.from(
      stringifyJson({ kind, apiVersion, metadata: objectInVersion(stored, definition, version).metadata ?? {} }),
    );
  const object = metadataOnly ? metadata : (stored: StoredObject) => jsonInVersion(stored, definition, version);
  return createWire({
    format: `objects:${metadataOnly ? 'metadata' : version.message}`,
    list: 'kubets.dynamic.v1.ObjectList',
    event: 'kubets.dynamic.v1.ObjectWatchEvent',
    apiVersion,
    kind: metadataOnly ? 'PartialObjectMetadataList' : listKindOf(definition),
    object,
    answer: (json) => asBuffer(AnyObject.encode({ json }).finish()),
    bookmark: (revision, annotations) =>
      Buffer.from(
        JSON.stringify({
          kind,
          apiVersion,
          metadata: { resourceVersion: String(revision), ...(annotations ? { annotations } : {}) },
        }),
      ),
    leaveOut,
  });
}

/** GETs a path of what an extension serves, which may be no object's. */
async function readPath(call: ServerUnaryCall<ReadRequest, Buffer>, options: GrpcOptions): Promise<Buffer> {
  await assertDecoded(call);
  let leave: (() => void) | undefined;
  try {
    const text = await options.read(call.request.path ?? '', async (asked) => {
      const caller = await admitCall(options, call, asked, { path: asked.path });
      ({ leave } = caller);
      return caller.context;
    });
    return asBuffer(AnyObject.encode({ json: Buffer.from(text) }).finish());
  } finally {
    leave?.();
  }
}

/** Whoever may read discovery may be told of it. */
const READ_DISCOVERY: Asked = {
  isResourceRequest: false,
  verb: 'get',
  group: '',
  version: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
};

async function streamResources(
  call: ServerWritableStream<ResourcesRequest, ResourceList>,
  options: GrpcOptions,
): Promise<void> {
  await assertDecoded(call);
  const { api } = options;
  const { context, begun } = await admitCall(options, call, READ_DISCOVERY, { path: '/apis' });
  begun();
  let isReady = call.write(resourceList(api.now()));
  let isBehind = false;
  // A client that is slow is told of what there is when it has taken what there was.
  const tell = (now: ServedApi) => {
    if (isReady) isReady = call.write(resourceList(now));
    else isBehind = true;
  };
  const unfollow = api.follow(tell);
  call.on('drain', () => {
    isReady = true;
    if (isBehind) tell(api.now());
    isBehind = false;
  });
  const finish = () => {
    unfollow();
    call.end();
  };
  if (context.signal.aborted) finish();
  else context.signal.addEventListener('abort', finish, { once: true });
}

function resourceList({ resources }: ServedApi): ResourceList {
  return {
    resources: resources.map(({ group, version, plural, kind, namespaced, verbs }): Resource => ({
      group,
      version,
      resource: plural,
      kind,
      namespaced,
      verbs: [...verbs],
    })),
  };
}
