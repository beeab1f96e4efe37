import type { ServerResponse } from 'node:http';
import { isTrue } from '@kubets/apimachinery';
import { createSelection, type Selection } from '../cache/selection';
import { applyObject } from '../pipeline/apply';
import { createObject } from '../pipeline/create';
import { deleteObject } from '../pipeline/delete';
import { deleteCollection } from '../pipeline/delete-collection';
import type { Engine, Target } from '../pipeline/engine';
import type { FrameSink } from '../pipeline/frame-queue';
import { checkListOptions } from '../pipeline/list-options';
import { patchObject, PATCH_TYPES } from '../pipeline/patch';
import { getObject, listObjects } from '../pipeline/read';
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

type Route = (engine: Engine, target: Target, exchange: Exchange) => Promise<void>;

/** Kubernetes' verb → what it does, for resources and their status. */
const ROUTES: Record<string, Route> = {
  async get(engine, target, exchange) {
    const form = objectForm(exchange);
    const stored = await getObject(engine, target, exchange.query.get('resourceVersion') ?? '');
    await answerObject(exchange, target, stored, 200, form);
  },

  async list(engine, target, exchange) {
    const form = negotiate(exchange.request.headers.accept, LIST_FORMS);
    const options = checkListOptions(listOptionsOf(exchange.query), false);
    const page = await listObjects(engine, target, selectionOf(target, options), options);
    await answerList(engine, exchange, target, page, form);
  },

  async watch(engine, target, exchange) {
    const watch = await prepareWatch(engine, target, exchange);
    exchange.response.writeHead(200, {
      'content-type': watch.contentType,
      ...warningHeaders(exchange.warnings),
    } as never);
    (exchange.response as ServerResponse).flushHeaders();
    await watch.run(responseSink(exchange.response));
  },

  async create(engine, target, exchange) {
    const form = objectForm(exchange);
    const options = writeOptions(exchange);
    const stored = await createObject(engine, target, await readObject(exchange.request), options, exchange.context);
    await answerObject(exchange, target, stored, 201, form);
  },

  async update(engine, target, exchange) {
    const form = objectForm(exchange);
    const options = writeOptions(exchange);
    const { stored, effect } = await updateObject(
      engine,
      target,
      await readObject(exchange.request),
      options,
      exchange.context,
    );
    await answerObject(exchange, target, stored, effect === 'created' ? 201 : 200, form);
  },

  async patch(engine, target, exchange) {
    const { request, query, context } = exchange;
    const form = objectForm(exchange);
    const type = patchTypeOf(request);
    const isApply = type === PATCH_TYPES.apply;
    const options = writeOptions(
      exchange,
      patchOptionErrors(isApply, query.has('force') || undefined, query.get('fieldManager') ?? ''),
    );
    const incoming = await readPatch(request, type);
    const { stored, effect } = isApply
      ? await applyObject(
          engine,
          target,
          incoming,
          { ...options, fieldManager: query.get('fieldManager') ?? '', force: isTrue(query.get('force')) },
          context,
        )
      : await patchObject(engine, target, type, incoming, options, context);
    await answerObject(exchange, target, stored, effect === 'created' ? 201 : 200, form);
  },

  async delete(engine, target, exchange) {
    const form = objectForm(exchange);
    const options = await deleteOptionsOf(exchange.request, exchange.query);
    const { stored, gone } = await deleteObject(engine, target, options, exchange.context);
    // An object that lingers, and one whose last state says how it ended, is shown; otherwise that it is gone is enough.
    if (!gone || target.definition.gracefulDeletion) return answerObject(exchange, target, stored, 200, form);
    const { group, plural: kind } = target.definition;
    const details = { name: target.name, ...(group ? { group } : {}), kind, uid: stored.object.metadata?.uid };
    return answerValue(exchange, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }, 200);
  },

  async deletecollection(engine, target, exchange) {
    const form = negotiate(exchange.request.headers.accept, LIST_FORMS);
    const list = checkListOptions(listOptionsOf(exchange.query), false);
    const options = { list, delete: await deleteOptionsOf(exchange.request, exchange.query) };
    const page = await deleteCollection(engine, target, selectionOf(target, list), options, exchange.context);
    await answerList(engine, exchange, target, page, form);
  },
};

/** Serves a verb on a stored resource or its status. @throws StatusError 405 for what it does not have. */
export async function routeResource(engine: Engine, target: Target, verb: string, exchange: Exchange): Promise<void> {
  assertVerbFits(target, verb);
  if (target.version.deprecationWarning) exchange.context.warn(target.version.deprecationWarning);
  await ROUTES[verb]!(engine, target, exchange);
}

export interface PreparedWatch {
  contentType: string;
  /** Sends what happens until the client is gone or the time is over. */
  run(sink: FrameSink): Promise<void>;
}

/** A watch whose request is right, over whatever its frames are to go. @throws StatusError. */
export async function prepareWatch(
  engine: Engine,
  target: Target,
  { request, query, context, now }: Pick<Exchange, 'request' | 'query' | 'context' | 'now'>,
): Promise<PreparedWatch> {
  const form = negotiate(request.headers.accept, WATCH_FORMS);
  const options = checkListOptions(listOptionsOf(query), true);
  const { include } = tableOptions(form, query, now);
  const watch = await openWatch(engine, target, selectionOf(target, options), options, context);
  return {
    contentType: form.as
      ? `application/json;as=${form.as};v=${form.asVersion!.split('/')[1]};g=meta.k8s.io`
      : 'application/json',
    run: (sink) =>
      watch.run(
        createWatchEncoder(target, form, include, () => engine.now()),
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
