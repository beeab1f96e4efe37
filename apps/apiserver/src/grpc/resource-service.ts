import type {
  sendUnaryData,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { newMethodNotSupported, type KubeObject } from '@kubets/apimachinery';
import type {
  DeleteCollectionRequest,
  DeleteRequest,
  GetRequest,
  ListRequest,
  PatchRequest,
} from '@kubets/proto-gen/meta/v1';
import type { RpcService } from '@kubets/rpc';
import { createSelection } from '../cache/selection';
import { applyObject } from '../pipeline/apply';
import { parseText } from '../pipeline/body-text';
import { createObject } from '../pipeline/create';
import { deleteObject } from '../pipeline/delete';
import { deleteCollection } from '../pipeline/delete-collection';
import {
  apiVersionIn,
  assertAddress,
  groupResourceOf,
  storageVersionOf,
  type RequestScope,
} from '../pipeline/request-scope';
import { checkListOptions } from '../pipeline/list-options';
import { patchObject, PATCH_TYPES } from '../pipeline/patch';
import { getObject, listObjects } from '../pipeline/read';
import type { IncomingObject, ResourceRequest, Target } from '../pipeline/request';
import type { PathReader } from '../pipeline/path-reader';
import { assertVerbFits, requestInfoOf } from '../pipeline/requested-verb';
import { updateObject } from '../pipeline/update';
import { openWatch } from '../pipeline/watch';
import { assertForceFits, checkWriteOptions } from '../pipeline/write-options';
import type { ResourceDefinition, ServedVersion } from '../registry/resource';
import { beginsWithAll, listWidth } from '../flow-control/list-width';
import type { LiveApi } from '../served-api';
import { isConnect } from '../pipeline/subresource';
import { addressOf, fieldSelectorOf, type Addressed } from './addressed';
import { admitCall, type Caller, type Doormen } from './caller';
import { grpcResource } from './services';
import { isPieces, sendInPieces, type MessagePieces } from './message-pieces';
import { assertDecoded, withUndecodable } from './undecodable';
import { callSink, encoderOf } from './watch-call';
import { createResourceWire, type ResourceWire } from './wire';

export interface GrpcOptions extends Doormen {
  scope: RequestScope;
  api: LiveApi;
  /** Resolves when kinds that anybody has been told of are served here, too, though they came by another server. */
  settled(): Promise<void>;
  /** What a GET of a path answers that is no stored object's. */
  read: PathReader;
}

export interface WriteMessage {
  namespace?: string;
  name?: string;
  object?: KubeObject;
  dryRun?: string[];
  fieldManager?: string;
  fieldValidation?: string;
}

export type Unary<Request, Response = unknown> = (
  call: ServerUnaryCall<Request, Response>,
  callback: sendUnaryData<Response>,
) => Promise<void>;

/** What a call is about, and how it is answered. */
export interface Addressee {
  definition: ResourceDefinition;
  version: ServedVersion;
  wire: ResourceWire;
  /** The object of a write. */
  incoming(request: WriteMessage): IncomingObject | Promise<IncomingObject>;
  nameOf(request: Addressed): string;
  /** The object of a write to a subresource, and how what it answers is written. */
  subresourceObject?(request: WriteMessage): KubeObject;
  subresourceAnswer?(object: KubeObject): Buffer | object;
}

/** The methods of one resource's service: its version is the one that is stored, its objects are messages. */
export function resourceService(definition: ResourceDefinition, options: GrpcOptions): RpcService {
  const { scope } = options;
  const version = storageVersionOf(definition);
  const { kind } = definition;
  const resource = grpcResource(version.message);
  const wire = createResourceWire(
    version.message,
    resource.codec,
    apiVersionIn(definition, version),
    kind,
    scope.leaveOut,
  );

  const { verbs, subresourceMethods } = resourceMethods(
    () => ({
      definition,
      version,
      wire,
      incoming: ({ object = {} }) => ({ value: object }),
      nameOf: ({ object }) => (object as KubeObject | undefined)?.metadata?.name ?? '',
    }),
    options,
  );
  const implementation: UntypedServiceImplementation = { ...verbs, ...subresourceMethods };
  const offered = Object.keys(resource.definition);
  return {
    name: resource.name,
    definition: withUndecodable(withReadyBytes(resource.definition), version.message),
    implementation: Object.fromEntries(offered.map((method) => [method, implementation[method]!])),
  };
}

type Call = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

/** May refuse the call; what it answers holds for all of it. */
export type FindAddressee = (request: Addressed, call: Call, verb: string) => Addressee | Promise<Addressee>;

/** The same verbs on the same pipeline as over REST, for whatever a call is about. */
export function resourceMethods(addresseeOf: FindAddressee, options: GrpcOptions) {
  const { scope, api } = options;
  /** The request that a call is, if its caller may make it. @throws StatusError 400, 401, 403, 405. */
  async function admitRequest(
    call: Call,
    verb: string,
    { definition, version }: Addressee,
    { namespace = '', name = '' }: Addressed,
    subresource = '',
  ): Promise<{ request: ResourceRequest; caller: Caller }> {
    const target: Target & { verb: string } = {
      verb,
      definition,
      version,
      namespace: definition.namespaced ? namespace : '',
      name,
      subresource,
    };
    assertAddress(target);
    const info = requestInfoOf(target, fieldSelectorOf(call.request as object));
    const { limit, resourceVersion, sendInitialEvents } = (call.request as ListRequest).options ?? {};
    const isList = verb === 'list' || (verb === 'watch' && beginsWithAll({ resourceVersion, sendInitialEvents }));
    const width = isList && !info.name ? () => listWidth(scope.cache, info, Number(limit ?? 0)) : undefined;
    const caller = await admitCall(options, call, info, { width });
    try {
      assertVerbFits(target);
    } catch (error) {
      caller.leave(error);
      throw error;
    }
    return { request: { ...target, ...caller.context }, caller };
  }

  /** A handler whose caller is known and allowed before it runs. */
  function unary<Message extends Addressed>(
    verb: string,
    handle: (
      message: Message,
      request: ResourceRequest,
      addressee: Addressee,
      caller: Caller,
    ) => Promise<Buffer | MessagePieces | object>,
    subresource: string | ((message: Message) => string) = '',
  ): Unary<Message> {
    return async (call, callback) => {
      await assertDecoded(call);
      const asked = typeof subresource === 'string' ? subresource : subresource(call.request);
      const addressee = await addresseeOf(call.request, call, verb);
      const address = addressOf(verb, asked, call.request, addressee.nameOf(call.request));
      const { request, caller } = await admitRequest(call, verb, addressee, address, asked);
      try {
        const answer = await handle(call.request, request, addressee, caller);
        if (!isPieces(answer)) return callback(null, answer, caller.trailers());
        if (await sendInPieces(call, answer, caller.trailers())) return;
        callback(null, Buffer.concat([...answer.pieces], answer.size), caller.trailers());
      } catch (error) {
        caller.leave(error);
        throw error;
      } finally {
        caller.leave();
      }
    };
  }

  const selectionOf = (
    { definition, version, namespace }: Target,
    { labelSelector, fieldSelector }: { labelSelector: string; fieldSelector: string },
  ) => createSelection(definition, { version, namespace, labelSelector, fieldSelector });

  const update = async (
    message: WriteMessage,
    request: ResourceRequest,
    { wire, incoming }: Addressee,
    { userAgent }: Caller,
  ) => {
    const body = await incoming(message);
    const options = checkWriteOptions(message, 'UpdateOptions', userAgent);
    return wire.answer((await updateObject(scope, { ...request, body, options })).stored);
  };

  const verbs: UntypedServiceImplementation = {
    get: unary<GetRequest>('get', async (message, request, { wire }) =>
      wire.answer(await getObject(scope, request, message.options?.resourceVersion ?? '')),
    ),

    list: unary<ListRequest>('list', async (message, request, { wire }) => {
      const checked = checkListOptions(message.options ?? {}, false);
      return wire.list(await listObjects(scope, request, selectionOf(request, checked), checked));
    }),

    async watch(call: ServerWritableStream<ListRequest, Buffer>) {
      await assertDecoded(call);
      const { namespace, options } = call.request;
      const addressee = await addresseeOf(call.request, call, 'watch');
      const { request, caller } = await admitRequest(call, 'watch', addressee, { namespace });
      try {
        const checked = checkListOptions(options ?? {}, true);
        const watch = await openWatch(scope, request, selectionOf(request, checked), checked);
        await watch.run(encoderOf(addressee.wire), callSink(call));
      } finally {
        caller.leave();
      }
    },

    create: unary<WriteMessage>('create', async (message, request, { wire, incoming }, { userAgent }) => {
      const body = await incoming(message);
      const options = checkWriteOptions(message, 'CreateOptions', userAgent);
      return wire.answer(await createObject(scope, { ...request, body, options }));
    }),

    update: unary<WriteMessage>('update', update),
    updateStatus: unary<WriteMessage>('update', update, 'status'),

    patch: unary<PatchRequest>('patch', patch, ({ subresource }) => subresource ?? ''),

    delete: unary<DeleteRequest>('delete', async ({ options = {} }, request, { wire }) => {
      const { stored } = await deleteObject(scope, { ...request, options });
      return stored ? wire.answer(stored) : {};
    }),

    deleteCollection: unary<DeleteCollectionRequest>('deletecollection', async (message, request, { wire }) => {
      const list = checkListOptions(message.listOptions ?? {}, false);
      const options = message.deleteOptions ?? {};
      return wire.list(await deleteCollection(scope, { ...request, options }, selectionOf(request, list), list));
    }),
  };

  async function patch(
    { type: patchType = '', body: text = '', options: sent = {} }: PatchRequest,
    request: ResourceRequest,
    { wire }: Addressee,
    { userAgent }: Caller,
  ): Promise<Buffer> {
    const { definition, subresource } = request;
    if (subresource !== '' && !(subresource === 'status' && definition.status))
      throw newMethodNotSupported(groupResourceOf(definition), 'patch');
    const options = checkWriteOptions(sent, 'PatchOptions', userAgent);
    assertForceFits(sent.force, patchType === PATCH_TYPES.apply);
    const body = await parseText(text, patchType);
    const { stored } =
      patchType === PATCH_TYPES.apply
        ? await applyObject(scope, { ...request, body, options: { ...options, force: sent.force ?? false } })
        : await patchObject(scope, { ...request, body, options, patchType });
    return wire.answer(stored);
  }

  /** A method that is a subresource over REST: binding, eviction, token, scale, finalize. */
  function subresourceMethod(verb: 'get' | 'create' | 'update', name: string): Unary<WriteMessage> {
    return unary<WriteMessage>(
      verb,
      async (message, request, { subresourceObject, subresourceAnswer = asItIs }, { userAgent }) => {
        const { definition } = request;
        const subresource = api.now().subresources.find(definition.group, definition.plural, name);
        if (!subresource || isConnect(subresource) || !subresource[verb])
          throw newMethodNotSupported(groupResourceOf(definition), name);
        if (verb === 'get') return subresourceAnswer((await subresource.get!(scope, request)).object);
        const options = checkWriteOptions(message, verb === 'create' ? 'CreateOptions' : 'UpdateOptions', userAgent);
        // Here the call says what it is about, so its object need not.
        const object = subresourceObject?.(message) ?? message.object ?? {};
        const body = {
          value: { ...object, metadata: { ...object.metadata, name: object.metadata?.name || request.name } },
        };
        return subresourceAnswer((await subresource[verb]!(scope, { ...request, body, options })).object);
      },
      name,
    );
  }

  const subresourceMethods: Record<string, Unary<WriteMessage>> = {
    bind: subresourceMethod('create', 'binding'),
    evict: subresourceMethod('create', 'eviction'),
    createToken: subresourceMethod('create', 'token'),
    getScale: subresourceMethod('get', 'scale'),
    updateScale: subresourceMethod('update', 'scale'),
    finalize: subresourceMethod('update', 'finalize'),
    updateApproval: subresourceMethod('update', 'approval'),
  };

  return { verbs, subresourceMethods };
}

const asItIs = (object: KubeObject): Buffer | object => object;

/** Answers that are bytes already go out as they are. */
export function withReadyBytes(definition: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [
      name,
      {
        ...method,
        responseSerialize: (value: unknown) => (Buffer.isBuffer(value) ? value : method.responseSerialize(value)),
      },
    ]),
  );
}
