import type { ServerResponse } from 'node:http';
import {
  goJson,
  isTrue,
  KUBERNETES_PROTOBUF,
  newBadRequest,
  parseFieldSelector,
  WATCH_LENGTH_BYTES,
} from '@kubets/apimachinery';
import type { Status } from '@kubets/proto-gen/meta/v1';
import { createSelection, type Selection } from '../cache/selection';
import { applyObject } from '../pipeline/apply';
import { createObject } from '../pipeline/create';
import { deleteObject } from '../pipeline/delete';
import { deleteCollection } from '../pipeline/delete-collection';
import { apiVersionIn, type RequestScope } from '../pipeline/request-scope';
import type { FrameSink } from '../pipeline/frame-queue';
import { checkListOptions, type ListOptions } from '../pipeline/list-options';
import { patchObject, PATCH_TYPES } from '../pipeline/patch';
import { getObject, listObjects } from '../pipeline/read';
import type { ResourceRequest, Target } from '../pipeline/request';
import { assertVerbFits } from '../pipeline/requested-verb';
import { inTurns } from '../pipeline/turns';
import { updateObject } from '../pipeline/update';
import { openWatch } from '../pipeline/watch';
import { patchOptionErrors } from '../pipeline/write-options';
import { auditOf } from './audited-request';
import { readObject } from './body';
import {
  answerObject,
  answerValue,
  FORMS,
  anyProduced,
  objectForm,
  protobufOffer,
  warningHeaders,
  writeOptions,
  type HttpContext,
} from './http-context';
import { listPieces } from './list-content';
import { negotiate, type MediaTypeOptions } from './negotiate';
import { patchTypeOf, readPatch } from './patch-body';
import { piecewiseSink } from './piecewise-sink';
import { deleteOptionsOf, listOptionsOf } from './query-options';
import { transformList, tableOptions } from './transform';
import type { Request, Response } from '../http/messages';
import { writeList } from './response-writers';
import { createProtobufWatchEncoder, protobufFailure } from './protobuf-watch-encoder';
import { createWatchEncoder } from './watch-encoder';

/** Events of a watch are objects, not lists. */
const WATCH_FORMS = ['Table', 'PartialObjectMetadata'];

type Route = (scope: RequestScope, request: ResourceRequest, http: HttpContext) => Promise<void>;

/** Kubernetes' verb → what it does, for resources and their status. */
const ROUTES: Record<string, Route> = {
  async get(scope, request, http) {
    const form = objectForm(http, request);
    const stored = await getObject(scope, request, http.query.get('resourceVersion') ?? '');
    await answerObject(http, request, stored, 200, form);
  },

  async list(scope, request, http) {
    const form = listForm(http, request);
    const options = checkListOptions(listOptionsOf(http.query), false);
    const page = await listObjects(scope, request, selectionOf(request, options), options);
    await answerList(scope, http, request, page, form);
  },

  async watch(scope, request, http) {
    const watch = await prepareWatch(scope, request, http);
    http.response.writeHead(200, {
      'content-type': watch.contentType,
      ...warningHeaders(http.warnings),
    } as never);
    (http.response as ServerResponse).flushHeaders();
    await watch.run(responseSink(http.response, watch));
  },

  async create(scope, request, http) {
    const form = objectForm(http, request);
    const options = writeOptions(http);
    const stored = await createObject(scope, {
      ...request,
      options,
      body: await readBodyObject(http.request, request),
    });
    await answerObject(http, request, stored, 201, form);
  },

  async update(scope, request, http) {
    const form = objectForm(http, request);
    const options = writeOptions(http);
    const body = await readBodyObject(http.request, request);
    const { stored, effect } = await updateObject(scope, { ...request, options, body });
    await answerObject(http, request, stored, effect === 'created' ? 201 : 200, form);
  },

  async patch(scope, request, http) {
    const { query } = http;
    const form = objectForm(http, request);
    const patchType = patchTypeOf(http.request);
    const isApply = patchType === PATCH_TYPES.apply;
    const fieldManager = query.get('fieldManager') ?? '';
    const options = writeOptions(http, patchOptionErrors(isApply, query.has('force') || undefined, fieldManager));
    const body = await readPatch(http.request, patchType);
    const force = isTrue(query.get('force'));
    const { stored, effect } = isApply
      ? await applyObject(scope, { ...request, body, options: { ...options, fieldManager, force } })
      : await patchObject(scope, { ...request, body, options, patchType });
    await answerObject(http, request, stored, effect === 'created' ? 201 : 200, form);
  },

  async delete(scope, request, http) {
    const form = objectForm(http, request);
    const options = await deleteOptionsOf(http.request, http.query);
    const { stored, gone } = await deleteObject(scope, { ...request, options });
    // An object that lingers is shown; of one that is gone, it depends on the kind.
    const isShown = !gone || request.definition.returnsDeletedObject;
    if (stored && isShown) return answerObject(http, request, stored, 200, form);
    const { group, plural: kind } = request.definition;
    const success = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
    if (!stored) {
      const details = { name: request.name, kind: request.definition.kind };
      return answerValue(http, { ...success, details, code: 200 }, 200, form);
    }
    const { metadata } = await inTurns(stored.read());
    const details = { name: request.name, ...(group ? { group } : {}), kind, uid: metadata?.uid };
    return answerValue(http, { ...success, details }, 200, form);
  },

  async deletecollection(scope, request, http) {
    const form = listForm(http, request, false);
    const list = checkListOptions(listOptionsOf(http.query), false);
    const options = await deleteOptionsOf(http.request, http.query);
    const page = await deleteCollection(scope, { ...request, options }, selectionOf(request, list), list);
    await answerList(scope, http, request, page, form);
  },
};

/** Serves a verb on a stored resource or its status. @throws StatusError 405 for what it does not have. */
export async function routeResource(scope: RequestScope, request: ResourceRequest, http: HttpContext): Promise<void> {
  assertVerbFits(request);
  // Of what no patch is, nothing is told but that.
  if (request.verb === 'patch') patchTypeOf(http.request);
  if (request.version.deprecationWarning) request.warn(request.version.deprecationWarning);
  await ROUTES[request.verb]!(scope, request, http);
}

export interface PreparedWatch {
  contentType: string;
  /** Bytes before each frame that say how long it is, for what has no messages of its own; 0 for lines of text. */
  lengthBytes: number;
  /** The event that ends the stream with an error. */
  failure(status: Status): Buffer;
  /** Sends what happens until the client is gone or the time is over. */
  run(sink: FrameSink): Promise<void>;
}

/** A watch whose request is right, over whatever its frames are to go. @throws StatusError. */
export async function prepareWatch(
  scope: RequestScope,
  request: ResourceRequest,
  { request: { headers }, query, now }: Pick<HttpContext, 'request' | 'query' | 'now'>,
): Promise<PreparedWatch> {
  const protobuf = protobufOffer(request.version);
  const form = negotiate(headers.accept, { transformations: WATCH_FORMS, isStream: true, protobuf });
  const options = checkListOptions(listOptionsOf(query), true, isTrue(query.get('watch')));
  const { include } = tableOptions(form, query, now);
  const selection = selectionOf(request, request.name ? ofOneObject(request.name, options) : options);
  const watch = await openWatch(scope, request, selection, options);
  return {
    contentType: watchContentType(form),
    lengthBytes: form.encoding === 'protobuf' ? WATCH_LENGTH_BYTES : 0,
    failure: (status) =>
      form.encoding === 'protobuf'
        ? protobufFailure(status)
        : goJson(Buffer.from(`${JSON.stringify({ type: 'ERROR', object: status })}\n`)),
    run: (sink) =>
      watch.run(
        form.encoding === 'protobuf'
          ? createProtobufWatchEncoder(request, form)
          : createWatchEncoder(request, form, include, () => scope.now()),
        sink,
      ),
  };
}

/** The options of a watch whose path names an object. @throws StatusError 400 where the selector is about others. */
function ofOneObject(name: string, options: ListOptions): ListOptions {
  const fields = parseFieldSelector(options.fieldSelector);
  if (!fields.isEmpty() && fields.requiredValue('metadata.name') !== name)
    throw newBadRequest("fieldSelector metadata.name doesn't match requested name");
  return fields.isEmpty() ? { ...options, fieldSelector: `metadata.name=${name.replace(/[\\,=]/g, '\\$&')}` } : options;
}

const watchContentType = ({ encoding }: MediaTypeOptions): string =>
  encoding === 'protobuf' ? `${KUBERNETES_PROTOBUF};stream=watch` : 'application/json';

/** `hasStream`: what is at the path may be watched as well. */
function listForm({ request }: HttpContext, { version }: Target, hasStream = true): MediaTypeOptions {
  const offer = { transformations: FORMS, hasStream, protobuf: protobufOffer(version) };
  return negotiate(request.headers.accept, { ...offer, ...anyProduced(version) });
}

function selectionOf(
  { definition, version, namespace }: Target,
  { labelSelector, fieldSelector }: { labelSelector: string; fieldSelector: string },
): Selection {
  return createSelection(definition, { version, namespace, labelSelector, fieldSelector });
}

async function answerList(
  { leaveOut }: RequestScope,
  { request, response, query, now, warnings }: HttpContext,
  target: Target,
  page: Parameters<typeof transformList>[0],
  form: MediaTypeOptions,
): Promise<void> {
  const options = tableOptions(form, query, now);
  const content = transformList(page, target, form, options, leaveOut);
  const audit = auditOf(request);
  if (audit?.wantsResponse)
    audit.responseObject(
      listPieces(transformList(page, target, { ...form, encoding: 'json' }, options, leaveOut), 'json'),
    );
  await writeList(request, response, query, {
    code: 200,
    content,
    form,
    headers: warningHeaders(warnings),
  });
}

function responseSink(response: Response, { failure }: PreparedWatch): FrameSink {
  return piecewiseSink(response as ServerResponse, failure);
}

const readBodyObject = (message: Request, { definition, version }: ResourceRequest) =>
  readObject(
    message,
    { apiVersion: apiVersionIn(definition, version), kind: definition.kind },
    version.custom !== undefined,
  );
