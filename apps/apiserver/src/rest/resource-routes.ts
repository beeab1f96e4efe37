import type { ServerResponse } from 'node:http';
import { isTrue } from '@kubets/apimachinery';
import { createSelection, type Selection } from '../cache/selection';
import { applyObject } from '../pipeline/apply';
import { createObject } from '../pipeline/create';
import { deleteObject } from '../pipeline/delete';
import { deleteCollection } from '../pipeline/delete-collection';
import type { Engine } from '../pipeline/engine';
import type { FrameSink } from '../pipeline/frame-queue';
import { checkListOptions } from '../pipeline/list-options';
import { patchObject, PATCH_TYPES } from '../pipeline/patch';
import { getObject, listObjects } from '../pipeline/read';
import type { ResourceRequest, Target } from '../pipeline/request';
import { assertVerbFits } from '../pipeline/requested-verb';
import { updateObject } from '../pipeline/update';
import { openWatch } from '../pipeline/watch';
import { patchOptionErrors } from '../pipeline/write-options';
import { readObject } from './body';
import { answerObject, answerValue, objectForm, warningHeaders, writeOptions, type Exchange } from './exchange';
import { negotiate, type Representation } from './negotiate';
import { patchTypeOf, readPatch } from './patch-body';
import { deleteOptionsOf, listOptionsOf } from './query-options';
import { representList, tableOptions } from './represent';
import { respondList, type Response } from './respond';
import { createWatchEncoder } from './watch-encoder';

const LIST_FORMS = ['Table', 'PartialObjectMetadataList'];
/** Events of a watch are objects, not lists. */
const WATCH_FORMS = ['Table', 'PartialObjectMetadata'];

type Route = (engine: Engine, request: ResourceRequest, exchange: Exchange) => Promise<void>;

/** Kubernetes' verb → what it does, for resources and their status. */
const ROUTES: Record<string, Route> = {
  async get(engine, request, exchange) {
    const form = objectForm(exchange);
    const stored = await getObject(engine, request, exchange.query.get('resourceVersion') ?? '');
    await answerObject(exchange, request, stored, 200, form);
  },

  async list(engine, request, exchange) {
    const form = negotiate(exchange.request.headers.accept, LIST_FORMS);
    const options = checkListOptions(listOptionsOf(exchange.query), false);
    const page = await listObjects(engine, request, selectionOf(request, options), options);
    await answerList(engine, exchange, request, page, form);
  },

  async watch(engine, request, exchange) {
    const watch = await prepareWatch(engine, request, exchange);
    exchange.response.writeHead(200, {
      'content-type': watch.contentType,
      ...warningHeaders(exchange.warnings),
    } as never);
    (exchange.response as ServerResponse).flushHeaders();
    await watch.run(responseSink(exchange.response));
  },

  async create(engine, request, exchange) {
    const form = objectForm(exchange);
    const options = writeOptions(exchange);
    const stored = await createObject(engine, { ...request, options, body: await readObject(exchange.request) });
    await answerObject(exchange, request, stored, 201, form);
  },

  async update(engine, request, exchange) {
    const form = objectForm(exchange);
    const options = writeOptions(exchange);
    const body = await readObject(exchange.request);
    const { stored, effect } = await updateObject(engine, { ...request, options, body });
    await answerObject(exchange, request, stored, effect === 'created' ? 201 : 200, form);
  },

  async patch(engine, request, exchange) {
    const { query } = exchange;
    const form = objectForm(exchange);
    const patchType = patchTypeOf(exchange.request);
    const isApply = patchType === PATCH_TYPES.apply;
    const fieldManager = query.get('fieldManager') ?? '';
    const options = writeOptions(exchange, patchOptionErrors(isApply, query.has('force') || undefined, fieldManager));
    const body = await readPatch(exchange.request, patchType);
    const force = isTrue(query.get('force'));
    const { stored, effect } = isApply
      ? await applyObject(engine, { ...request, body, options: { ...options, fieldManager, force } })
      : await patchObject(engine, { ...request, body, options, patchType });
    await answerObject(exchange, request, stored, effect === 'created' ? 201 : 200, form);
  },

  async delete(engine, request, exchange) {
    const form = objectForm(exchange);
    const options = await deleteOptionsOf(exchange.request, exchange.query);
    const { stored, gone } = await deleteObject(engine, { ...request, options });
    // An object that lingers, and one whose last state says how it ended, is shown; otherwise that it is gone is enough.
    if (!gone || request.definition.gracefulDeletion) return answerObject(exchange, request, stored, 200, form);
    const { group, plural: kind } = request.definition;
    const details = { name: request.name, ...(group ? { group } : {}), kind, uid: stored.object.metadata?.uid };
    return answerValue(exchange, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }, 200);
  },

  async deletecollection(engine, request, exchange) {
    const form = negotiate(exchange.request.headers.accept, LIST_FORMS);
    const list = checkListOptions(listOptionsOf(exchange.query), false);
    const options = await deleteOptionsOf(exchange.request, exchange.query);
    const page = await deleteCollection(engine, { ...request, options }, selectionOf(request, list), list);
    await answerList(engine, exchange, request, page, form);
  },
};

/** Serves a verb on a stored resource or its status. @throws StatusError 405 for what it does not have. */
export async function routeResource(engine: Engine, request: ResourceRequest, exchange: Exchange): Promise<void> {
  assertVerbFits(request);
  if (request.version.deprecationWarning) request.warn(request.version.deprecationWarning);
  await ROUTES[request.verb]!(engine, request, exchange);
}

export interface PreparedWatch {
  contentType: string;
  /** Sends what happens until the client is gone or the time is over. */
  run(sink: FrameSink): Promise<void>;
}

/** A watch whose request is right, over whatever its frames are to go. @throws StatusError. */
export async function prepareWatch(
  engine: Engine,
  request: ResourceRequest,
  { request: { headers }, query, now }: Pick<Exchange, 'request' | 'query' | 'now'>,
): Promise<PreparedWatch> {
  const form = negotiate(headers.accept, WATCH_FORMS);
  const options = checkListOptions(listOptionsOf(query), true);
  const { include } = tableOptions(form, query, now);
  const watch = await openWatch(engine, request, selectionOf(request, options), options);
  return {
    contentType: form.as
      ? `application/json;as=${form.as};v=${form.asVersion!.split('/')[1]};g=meta.k8s.io`
      : 'application/json',
    run: (sink) =>
      watch.run(
        createWatchEncoder(request, form, include, () => engine.now()),
        sink,
      ),
  };
}

function selectionOf(
  { definition, namespace }: Target,
  { labelSelector, fieldSelector }: { labelSelector: string; fieldSelector: string },
): Selection {
  return createSelection(definition, { namespace, labelSelector, fieldSelector });
}

async function answerList(
  { leaveOut }: Engine,
  { request, response, query, now, warnings }: Exchange,
  target: Target,
  page: Parameters<typeof representList>[0],
  form: Representation,
): Promise<void> {
  const content = representList(page, target, form, tableOptions(form, query, now), leaveOut);
  await respondList(request, response, query, {
    code: 200,
    content,
    encoding: form.encoding,
    headers: warningHeaders(warnings),
  });
}

function responseSink(response: Response): FrameSink {
  const stream = response as ServerResponse;
  return {
    write: (frame) => stream.destroyed || stream.write(frame),
    onDrain: (listener) => void stream.on('drain', listener),
    end: () => void stream.end(),
    fail: (status) => void stream.end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`),
  };
}
