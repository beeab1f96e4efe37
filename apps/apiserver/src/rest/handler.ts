import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import {
  isBadRequest,
  isForbidden,
  newBadRequest,
  newMethodNotAllowed,
  statusErrorFrom,
  type StatusError,
} from '@kubets/apimachinery';
import type { Logger } from '@kubets/component';
import type { UserInfo } from '../auth/user/user-info';
import { assertAddress, type RequestScope } from '../pipeline/request-scope';
import type { AuthFilters } from '../pipeline/auth-filters';
import { createInFlight } from '../pipeline/in-flight';
import type { RequestContext, ResourceRequest } from '../pipeline/request';
import { assertVerbFits } from '../pipeline/requested-verb';
import { createWarnings, type Warnings } from '../pipeline/warnings';
import type { ServedResource } from '../registry/api-registry';
import type { LiveApi, ServedApi } from '../served-api';
import { isConnect } from '../pipeline/subresource';
import type { Request, Response } from '../http/messages';
import { authenticateRequest } from './client-identity';
import { answerError } from './answer-error';
import type { HttpContext } from './http-context';
import { impersonate } from './impersonation';
import { negotiate, TEXT_OFFER } from './negotiate';
import { parseRequestPath, type RequestPath } from './request-path';
import { isLongRunning, type RequestObserver } from './request-observer';
import { askedTimeoutMs, timedOut } from './request-timeout';
import { parseRequestTarget, queryParameters } from './request-target';
import { prepareWatch, routeResource } from './resource-routes';
import { assertExists, assertMethod, assertPath, isOutside, isWatched, notFoundPath } from './route-checks';
import { routeSubresource } from './subresource-routes';
import { pageNotFound, type SystemRoutes } from './system-routes';
import { isWebSocketRequest, refuseUpgrade } from './upgrade';
import { routeVirtual } from './virtual-routes';
import { openWatchSocket } from './watch-socket';

export interface RestOptions {
  scope: RequestScope;
  api: Pick<LiveApi, 'now'> & {
    /** Resolves when kinds that anybody has been told of are served. */
    settled?(): Promise<void>;
  };
  auth: AuthFilters;
  system: SystemRoutes;
  logger: Logger;
  observer: RequestObserver;
  /** Aborted when the server stops: ends all watches. */
  signal: AbortSignal;
}

export interface RestHandler {
  request(request: Request, response: Response): void;
  upgrade(request: Request, socket: Duplex, head: Buffer): void;
}

interface Incoming {
  api: ServedApi;
  request: Request;
  path: RequestPath;
  query: URLSearchParams;
  user: UserInfo;
  context: RequestContext;
  warnings: Warnings;
}

export function createRestHandler(options: RestOptions): RestHandler {
  const { scope, auth, system, logger, observer } = options;
  const inFlight = createInFlight();
  /** All at once end with the server: to listen to its signal costs more, the more of them there are. */
  const open = new Set<AbortController>();
  options.signal.addEventListener('abort', () => open.forEach((gone) => gone.abort()), { once: true });

  /** For as long as a request is open; the function closes it. */
  function begin(): { gone: AbortController; close(): void } {
    const gone = new AbortController();
    open.add(gone);
    return { gone, close: () => void open.delete(gone) };
  }

  /** Everything before routing: what is asked for, by whom, and whether they may. */
  async function admitRequest(
    api: ServedApi,
    request: Request,
    path: RequestPath,
    query: URLSearchParams,
    signal: AbortSignal,
    warnings = createWarnings(),
  ): Promise<Incoming> {
    if (path.path === '') throw newBadRequest('400 Bad Request');
    const warn = (text: string) => warnings.add(text);
    const user = await impersonate(auth, await authenticateRequest(auth, request, warn), request.rawHeaders, path);
    await auth.authorize({ user, ...path });
    const context: RequestContext = {
      user,
      signal,
      warn,
      authorize: (asked) => auth.authorize({ ...asked, user, path: path.path }),
    };
    return { api, request, path, query, user, warnings, context };
  }

  /** What is served now; a kind that anybody has been told of is, though it came by another server. */
  async function apiFor({ api, path }: Incoming): Promise<ServedApi> {
    if (!path.isResourceRequest || isKnown(api, path)) return api;
    // Without etcd there is nothing new to know.
    await options.api.settled?.().catch(() => undefined);
    return options.api.now();
  }

  async function route(incoming: Incoming, response: Response): Promise<void> {
    const { request, path, query, context, warnings } = incoming;
    const api = await apiFor(incoming);
    const http: HttpContext = { request, response, query, context, api, warnings, now: scope.now() };
    if (!path.isResourceRequest) {
      if (await system.route(path.path, http)) return;
      if (isOutside(api, path.path)) return void (await pageNotFound(http));
      throw notFoundPath();
    }
    if (isOutside(api, path.path)) return void (await pageNotFound(http));
    const resource = find(api, path);
    assertExists(resource, path);
    assertMethod(request, path);
    assertPath(resource, path);
    if (resource.kind === 'virtual') return routeVirtual(scope, resource.definition, path.namespace, path.verb, http);
    const resourceRequest = resourceRequestOf(resource, path, context);
    assertAddress(resourceRequest);
    if (!path.subresource || (path.subresource === 'status' && resource.definition.status))
      return routeResource(scope, resourceRequest, http);
    const subresource = api.subresources.find(path.group, path.resource, path.subresource);
    if (!subresource) throw notFoundPath();
    if (!isConnect(subresource)) return routeSubresource(scope, resourceRequest, subresource, http);
    assertVerbFits(resourceRequest);
    if (path.subresource !== 'proxy' && !subresource.description.verbs.includes(path.verb)) throw newMethodNotAllowed();
    if (subresource.description.answersText) negotiate(request.headers.accept, TEXT_OFFER);
    return subresource.connect(scope, {
      request: resourceRequest,
      query,
      rawQuery: parseRequestTarget(request.url ?? '/').query,
      rest: path.rest,
      message: request,
      response,
    });
  }

  function find({ registry }: ServedApi, path: RequestPath): ServedResource {
    const resource = registry.find(path.group, path.version, path.resource);
    if (!resource || (path.isBelowNamespace && !resource.definition.namespaced)) throw notFoundPath();
    if (path.isWatchPath && !isWatched(resource, path)) throw notFoundPath();
    return resource;
  }

  const isKnown = ({ registry, subresources }: ServedApi, { group, version, resource, subresource }: RequestPath) =>
    registry.find(group, version, resource) !== undefined &&
    (!subresource || subresource === 'status' || subresources.find(group, resource, subresource) !== undefined);

  return {
    request(request, response) {
      const { path, query } = parse(request);
      const api = options.api.now();
      const auditId = String(request.headers['audit-id'] ?? randomUUID());
      response.setHeader('Audit-Id', auditId);
      response.setHeader('Cache-Control', 'no-cache, private');
      const observed = observer.begin(request, path, auditId, isKnown(api, path));
      const warnings = createWarnings();
      const fail = (error: unknown) => answerError({ request, response, query, warnings }, error, logger);
      const { gone, close } = begin();
      const abort = () => gone.abort();
      drainUnreadBody(request);
      // A client that breaks off is no error of ours.
      request.on('error', abort);
      response.on('error', abort);
      response.once('close', () => {
        close();
        if (!response.writableEnded) abort();
        observed.end(response.statusCode);
      });
      limitTime(path, query, response, fail)
        .then(() => admitRequest(api, request, path, query, gone.signal, warnings))
        .catch((error: unknown) => {
          // Of all that is refused, only to those who may not come in, as themselves or as somebody else.
          if (isForbidden(error) || (isBadRequest(error) && actsAs(request)))
            response.setHeader('X-Content-Type-Options', 'nosniff');
          throw error;
        })
        .then((incoming) => {
          observed.user = incoming.user.username;
          // Health has to be seen when nothing else can be, and a long-running request may be one of very many.
          if (path.isResourceRequest && !isLongRunning(path)) {
            const done = inFlight.enter(path.verb, incoming.user);
            if (gone.signal.aborted) done();
            else response.once('close', done);
          }
          return route(incoming, response);
        })
        .catch(fail);
    },

    upgrade(request, socket, head) {
      const { path, query } = parse(request);
      const api = options.api.now();
      const observed = observer.begin(
        request,
        path,
        String(request.headers['audit-id'] ?? randomUUID()),
        isKnown(api, path),
      );
      const { gone, close } = begin();
      const abort = () => gone.abort();
      socket.on('error', abort);
      socket.once('close', () => {
        close();
        abort();
        observed.end(101);
      });
      admitRequest(api, request, path, query, gone.signal)
        .then(async ({ context, user }) => {
          observed.user = user.username;
          const resource = path.isResourceRequest ? find(api, path) : undefined;
          if (resource?.kind !== 'stored') throw notFoundPath();
          assertMethod(request, path);
          const resourceRequest = resourceRequestOf(resource, path, context);
          assertAddress(resourceRequest);
          assertVerbFits(resourceRequest);
          if (path.verb === 'watch' && isWebSocketRequest(request)) {
            const watch = await prepareWatch(scope, resourceRequest, { request, query, now: scope.now() });
            const sink = await openWatchSocket(request, socket, head, watch);
            return sink && watch.run(sink);
          }
          const subresource = api.subresources.find(path.group, path.resource, path.subresource);
          if (!subresource || !isConnect(subresource)) throw notFoundPath();
          await subresource.connect(scope, {
            request: resourceRequest,
            query,
            rawQuery: parseRequestTarget(request.url ?? '/').query,
            rest: path.rest,
            message: request,
            upgrade: { socket, head },
          });
        })
        .catch((error: unknown) => refuseUpgrade(socket, statusErrorFrom(error)));
    },
  };
}

/** Gives up after the time that the request gives itself, if it does. @throws StatusError 400. */
async function limitTime(
  path: RequestPath,
  query: URLSearchParams,
  response: Response,
  giveUp: (error: StatusError) => Promise<void>,
): Promise<void> {
  const ms = isLongRunning(path) ? undefined : askedTimeoutMs(query);
  if (ms === undefined) return;
  // What is being sent already is let go on.
  const timer = setTimeout(() => response.headersSent || void giveUp(timedOut()), ms);
  response.once('close', () => clearTimeout(timer));
}

/** An empty path is one that cannot be read. */
function parse(request: Request): { path: RequestPath; query: URLSearchParams } {
  const target = parseRequestTarget(request.url ?? '/');
  const query = queryParameters(target.query);
  return { query, path: parseRequestPath(request.method ?? 'GET', target.path ?? '', query) };
}

function resourceRequestOf(
  { definition, version }: Extract<ServedResource, { kind: 'stored' }>,
  path: RequestPath,
  context: RequestContext,
): ResourceRequest {
  const { verb, name, subresource } = path;
  const isSelected = verb === 'list' || verb === 'watch' || verb === 'deletecollection';
  return {
    ...context,
    verb,
    definition,
    version,
    namespace: definition.namespaced ? path.namespace : '',
    // What a field selector names is for authorization alone.
    name: isSelected && !path.isWatchPath ? '' : name,
    subresource,
  };
}

/**
 * A body that nobody has read to its end keeps its client sending, so it is read and thrown away once the answer is
 * out. Resetting the stream instead, even without an error, makes clients drop the answer that they have not read yet.
 */
function drainUnreadBody(request: Request): void {
  if ('stream' in request) request.stream.once('finish', () => void request.resume());
}

/** Whether a request says that it is somebody else's. */
const actsAs = ({ headers }: Request): boolean => Object.keys(headers).some((name) => name.startsWith('impersonate-'));
