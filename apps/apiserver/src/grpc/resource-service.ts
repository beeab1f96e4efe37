import type {
  sendUnaryData,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { newBadRequest, newMethodNotSupported, StatusError, type KubeObject } from '@kubets/apimachinery';
import type {
  DeleteCollectionRequest,
  DeleteRequest,
  GetRequest,
  ListOptions as SentListOptions,
  ListRequest,
  PatchRequest,
  Status,
} from '@kubets/proto-gen/meta/v1';
import { rpcErrorFromStatus, type RpcService } from '@kubets/rpc';
import { createSelection } from '../cache/selection';
import { applyObject } from '../pipeline/apply';
import { parseText } from '../pipeline/body-text';
import { createObject } from '../pipeline/create';
import { deleteObject } from '../pipeline/delete';
import { deleteCollection } from '../pipeline/delete-collection';
import {
  apiVersionOf,
  assertAddress,
  groupResourceOf,
  storageVersionOf,
  type Engine,
  type IncomingObject,
  type Target,
} from '../pipeline/engine';
import type { FrameSink } from '../pipeline/frame-queue';
import type { Gate } from '../pipeline/gate';
import { checkListOptions } from '../pipeline/list-options';
import { patchObject, PATCH_TYPES } from '../pipeline/patch';
import { getObject, listObjects } from '../pipeline/read';
import { assertVerbFits, authorizationOf } from '../pipeline/requested-verb';
import { updateObject } from '../pipeline/update';
import { INITIAL_EVENTS_END, openWatch, type WatchEncoder } from '../pipeline/watch';
import { assertForceFits, checkWriteOptions } from '../pipeline/write-options';
import type { ResourceDefinition, ServedVersion } from '../registry/resource';
import type { LiveApi } from '../served-api';
import { isConnect } from '../subresources/subresource';
import { admitCall, type Caller } from './caller';
import { grpcResource } from './services';
import { isPieces, sendInPieces, type MessagePieces } from './message-pieces';
import { assertDecoded, withUndecodable } from './undecodable';
import { createResourceWire, type ResourceWire } from './wire';

export interface GrpcOptions {
  engine: Engine;
  gate: Gate;
  api: LiveApi;
  /** Aborted when the server stops. */
  stopping: AbortSignal;
}

export interface WriteRequest {
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
  incoming(request: WriteRequest): IncomingObject | Promise<IncomingObject>;
  nameOf(request: Addressed): string;
}

/** The methods of one resource's service: its version is the one that is stored, its objects are messages. */
export function resourceService(definition: ResourceDefinition, options: GrpcOptions): RpcService {
  const { engine } = options;
  const version = storageVersionOf(definition);
  const { group, kind } = definition;
  const resource = grpcResource(version.message);
  const wire = createResourceWire(
    version.message,
    resource.codec,
    apiVersionOf(group, version.version),
    kind,
    engine.leaveOut,
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
export function resourceMethods(addresseeOf: FindAddressee, { engine, gate, api, stopping }: GrpcOptions) {
  const targetOf = ({ definition, version }: Addressee, { namespace, name }: Addressed, subresource = ''): Target => ({
    definition,
    version,
    namespace: definition.namespaced ? (namespace ?? '') : '',
    name: name ?? '',
    subresource,
  });

  /** Who calls, if they may. @throws StatusError 400, 401, 403, 405. */
  async function admit(call: Call, target: Target, verb: string, fieldSelector?: string): Promise<Caller> {
    assertAddress(target);
    const caller = await admitCall(gate, call, authorizationOf(target, verb, fieldSelector), stopping);
    assertVerbFits(target, verb);
    return caller;
  }

  /** A handler whose caller is known and allowed before it runs. */
  function unary<Request extends Addressed>(
    verb: string,
    handle: (
      request: Request,
      target: Target,
      caller: Caller,
      addressee: Addressee,
    ) => Promise<Buffer | MessagePieces | object>,
    subresource: string | ((request: Request) => string) = '',
  ): Unary<Request> {
    return async (call, callback) => {
      assertDecoded(call.request);
      const asked = typeof subresource === 'string' ? subresource : subresource(call.request);
      const addressee = await addresseeOf(call.request, call, verb);
      const target = targetOf(addressee, addressOf(verb, asked, call.request, addressee), asked);
      const caller = await admit(call, target, verb, fieldSelectorOf(call.request));
      const answer = await handle(call.request, target, caller, addressee);
      if (!isPieces(answer)) return callback(null, answer, caller.trailers());
      if (await sendInPieces(call, answer, caller.trailers())) return;
      callback(null, Buffer.concat([...answer.pieces], answer.size), caller.trailers());
    };
  }

  const selectionOf = (
    target: Target,
    { labelSelector, fieldSelector }: { labelSelector: string; fieldSelector: string },
  ) => createSelection(target.definition, { namespace: target.namespace, labelSelector, fieldSelector });

  const update =
    (kindOfOptions: string) =>
    async (request: WriteRequest, target: Target, { context }: Caller, { wire, incoming }: Addressee) => {
      const { stored } = await updateObject(
        engine,
        target,
        await incoming(request),
        checkWriteOptions(request, kindOfOptions),
        context,
      );
      return wire.answer(stored);
    };

  const verbs: UntypedServiceImplementation = {
    get: unary<GetRequest>('get', async (request, target, _caller, { wire }) =>
      wire.answer(await getObject(engine, target, request.options?.resourceVersion ?? '')),
    ),

    list: unary<ListRequest>('list', async (request, target, _caller, { wire }) => {
      const checked = checkListOptions(request.options ?? {}, false);
      return wire.list(await listObjects(engine, target, selectionOf(target, checked), checked));
    }),

    async watch(call: ServerWritableStream<ListRequest, Buffer>) {
      assertDecoded(call.request);
      const addressee = await addresseeOf(call.request, call, 'watch');
      const target = targetOf(addressee, { namespace: call.request.namespace ?? '' });
      const { context } = await admit(call, target, 'watch', fieldSelectorOf(call.request));
      const checked = checkListOptions(call.request.options ?? {}, true);
      const watch = await openWatch(engine, target, selectionOf(target, checked), checked, context);
      await watch.run(encoderOf(addressee.wire), callSink(call));
    },

    create: unary<WriteRequest>('create', async (request, target, { context }, { wire, incoming }) =>
      wire.answer(
        await createObject(
          engine,
          target,
          await incoming(request),
          checkWriteOptions(request, 'CreateOptions'),
          context,
        ),
      ),
    ),

    update: unary<WriteRequest>('update', update('UpdateOptions')),
    updateStatus: unary<WriteRequest>('update', update('UpdateOptions'), 'status'),

    patch: unary<PatchRequest>('patch', patch, ({ subresource }) => subresource ?? ''),

    delete: unary<DeleteRequest>('delete', async (request, target, { context }, { wire }) =>
      wire.answer((await deleteObject(engine, target, request.options ?? {}, context)).stored),
    ),

    deleteCollection: unary<DeleteCollectionRequest>(
      'deletecollection',
      async (request, target, { context }, { wire }) => {
        const list = checkListOptions(request.listOptions ?? {}, false);
        return wire.list(
          await deleteCollection(
            engine,
            target,
            selectionOf(target, list),
            { list, delete: request.deleteOptions ?? {} },
            context,
          ),
        );
      },
    ),
  };

  async function patch(
    { type = '', body = '', options: sent = {}, subresource = '' }: PatchRequest,
    target: Target,
    { context }: Caller,
    { wire }: Addressee,
  ): Promise<Buffer> {
    const { definition } = target;
    if (subresource !== '' && !(subresource === 'status' && definition.status))
      throw newMethodNotSupported(groupResourceOf(definition), 'patch');
    const write = checkWriteOptions(sent, 'PatchOptions');
    assertForceFits(sent.force, type === PATCH_TYPES.apply);
    const incoming = await parseText(body, type);
    const { stored } =
      type === PATCH_TYPES.apply
        ? await applyObject(engine, target, incoming, { ...write, force: sent.force ?? false }, context)
        : await patchObject(engine, target, type, incoming, write, context);
    return wire.answer(stored);
  }

  /** A method that is a subresource over REST: binding, eviction, token, scale, finalize. */
  function subresourceMethod(verb: 'get' | 'create' | 'update', name: string): Unary<WriteRequest> {
    return unary<WriteRequest>(
      verb,
      async (request, target, { context }) => {
        const subresource = api.now().subresources.find(target.definition.group, target.definition.plural, name);
        if (!subresource || isConnect(subresource) || !subresource[verb])
          throw newMethodNotSupported(groupResourceOf(target.definition), name);
        if (verb === 'get') return (await subresource.get!(engine, target, context)).object;
        const write = checkWriteOptions(request, verb === 'create' ? 'CreateOptions' : 'UpdateOptions');
        const { object } = await subresource[verb]!(engine, target, { value: request.object ?? {} }, write, context);
        return object;
      },
      name,
    );
  }

  const subresourceMethods: Record<string, Unary<WriteRequest>> = {
    bind: subresourceMethod('create', 'binding'),
    evict: subresourceMethod('create', 'eviction'),
    createToken: subresourceMethod('create', 'token'),
    getScale: subresourceMethod('get', 'scale'),
    updateScale: subresourceMethod('update', 'scale'),
    finalize: subresourceMethod('update', 'finalize'),
  };

  return { verbs, subresourceMethods };
}

export interface Addressed {
  namespace?: string | undefined;
  name?: string;
  object?: unknown;
}

/**
 * What a request is about. An object is enough to say which one is updated; what is created has no name before it is
 * there, and what the request calls it can only repeat what the object says.
 */
function addressOf(verb: string, subresource: string, request: Addressed, addressee: Addressee): Addressed {
  const { namespace, name = '' } = request;
  const ofObject = addressee.nameOf(request);
  if (verb === 'update') return { namespace, name: name || ofObject };
  if (verb !== 'create' || subresource) return { namespace, name };
  if (name && name !== ofObject)
    throw newBadRequest(`the name of the object (${ofObject}) does not match the name on the request (${name})`);
  return { namespace };
}

/** The selector of a list, watch or deletecollection: the one by which objects are chosen, too. */
function fieldSelectorOf(request: object): string | undefined {
  const { options, listOptions } = request as { options?: SentListOptions; listOptions?: SentListOptions };
  return (listOptions ?? options)?.fieldSelector;
}

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

function encoderOf(wire: ResourceWire): WatchEncoder {
  return {
    format: wire.format,
    frame: (type, stored) => wire.event(type, wire.object(stored)),
    bookmark: (revision, initialEventsEnd) =>
      wire.bookmark(revision, initialEventsEnd ? { [INITIAL_EVENTS_END]: 'true' } : undefined),
  };
}

function callSink(call: ServerWritableStream<ListRequest, Buffer>): FrameSink {
  return {
    write: (frame) => call.write(frame),
    onDrain: (listener) => void call.on('drain', listener),
    end: () => void call.end(),
    fail: (status: Status) => void call.emit('error', rpcErrorFromStatus(new StatusError(status))),
  };
}
