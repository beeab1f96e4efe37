import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import {
  isBadRequest,
  isForbidden,
  newBadRequest,
  newMethodNotAllowed,
  newNotFound,
  statusErrorFrom,
} from '@kubets/apimachinery';
import type { Logger } from '@kubets/component';
import type { Aggregator } from '../aggregation/aggregator';
import type { Audit } from '../audit/audit-event';
import { UNRECOGNISED, type Auditor } from '../audit/auditor';
import type { UserInfo } from '../auth/user/user-info';
import type { FlowControl, FlowNames } from '../flow-control/flow-control';
import { assertAddress, groupResourceOf, type RequestScope } from '../pipeline/request-scope';
import type { AuthFilters } from '../pipeline/auth-filters';
import type { RequestContext, ResourceRequest } from '../pipeline/request';
import { assertVerbFits } from '../pipeline/requested-verb';
import { createWarnings, type Warnings } from '../pipeline/warnings';
import type { ServedResource } from '../registry/api-registry';
import { isCustom } from '../registry/custom-version';
import type { LiveApi, ServedApi } from '../served-api';
import { isConnect } from '../pipeline/subresource';
import type { Request, Response } from '../http/messages';
import { auditAnswer, auditOf, auditUpgrade } from './audited-request';
import { authenticateRequest } from './client-identity';
import { answerError } from './answer-error';
import type { HttpContext } from './http-context';
import { impersonate } from './impersonation';
import { negotiate, TEXT_OFFER } from './negotiate';
import { parseRequestPath, type RequestPath } from './request-path';
import { isLongRunning, type RequestObserver } from './request-observer';
import { limitTime } from './request-timeout';
import { parseRequestTarget, queryParameters } from './request-target';
import { prepareWatch, routeResource } from './resource-routes';
import {
  assertExists,
  assertMethod,
  assertPath,
  isNoCustomPath,
  isOfCustomKinds,
  isOutside,
  isWatched,
  notFoundPath,
} from './route-checks';
import { routeSubresource } from './subresource-routes';
import { takeSeat } from './take-seat';
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
  flow: FlowControl;
  /** Absent where nothing is audited. */
  auditor?: Auditor;
  /** Serves what extension servers do. */
  aggregator?: Aggregator;
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

/** What the two ways in, requests and upgrades, do each in its own way. */
interface Door {
  onClose(listener: () => void): void;
  /** Begins to tell of the request, where that is wanted. */
  audit?(sender: UserInfo): Audit | undefined;
  /** Told who it is. */
  user?(user: UserInfo): void;
  /** Told the flow that the request belongs to. */
  classified?(names: FlowNames): void;
}

interface Arriving {
  api: ServedApi;
  request: Request;
  path: RequestPath;
  query: URLSearchParams;
  signal: AbortSignal;
  warnings: Warnings;
  door: Door;
}

export function createRestHandler(options: RestOptions): RestHandler {
  const { scope, auth, flow, auditor, aggregator, system, logger, observer } = options;
  /** All at once end with the server: to listen to its signal costs more, the more of them there are. */
  const open = new Set<AbortController>();
  options.signal.addEventListener('abort', () => open.forEach((gone) => gone.abort()), { once: true });

  /** For as long as a request is open; the function closes it. */
  function begin(): { gone: AbortController; close(): void } {
    const gone = new AbortController();
    open.add(gone);
    return { gone, close: () => void open.delete(gone) };
  }

  /** Everything before routing: what is asked for, by whom, when it is their turn, and whether they may. */
  async function admitRequest({ api, request, path, query, signal, warnings, door }: Arriving): Promise<Incoming> {
    if (path.path === '') throw newBadRequest('400 Bad Request');
    const warn = (text: string) => warnings.add(text);
    const sender = await authenticateRequest(auth, request, warn);
    const audit = door.audit?.(sender);
    const user = await impersonate(auth, sender, request.rawHeaders, path);
    if (user !== sender) audit?.impersonates(user);
    door.user?.(user);
    const { onClose, classified } = door;
    const leave = await takeSeat(flow, scope.cache, { user, path, query, signal, onClose, classified });
    await auth.authorize({ user, ...path }, audit?.annotate);
    const context: RequestContext = {
      user,
      signal,
      warn,
      ...(audit ? { annotate: audit.annotate } : {}),
      authorize: (asked) => auth.authorize({ ...asked, user, path: path.path }),
      ...(leave && path.verb === 'watch' ? { begun: leave } : {}),
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

  /** The version of a group that a path is below, where an extension serves that. */
  function extensionOf({ path }: RequestPath): { group: string; version: string } | undefined {
    const [, root, group, version] = path.split('/');
    return root === 'apis' && group && version && aggregator?.serves(group, version) ? { group, version } : undefined;
  }

  async function route(incoming: Incoming, response: Response): Promise<void> {
    const { request, path, query, context, warnings, user } = incoming;
    const extension = extensionOf(path);
    if (extension) {
      const { signal } = context;
      const forwarded = { message: request, response, user, signal, isLongRunning: isLongRunning(path) };
      return aggregator!.forward(extension.group, extension.version, forwarded);
    }
    const api = await apiFor(incoming);
    const http: HttpContext = { request, response, query, context, api, warnings, now: scope.now() };
    if (!path.isResourceRequest) {
      if (await system.route(path.path, http)) return;
      if (isOutside(api, path.path) || isOfCustomKinds(api, path.path)) return void (await pageNotFound(http));
      throw notFoundPath();
    }
    if (isOutside(api, path.path)) return void (await pageNotFound(http));
    if (!path.isWatchPath && isOfCustomKinds(api, path.path) && isNoCustomPath(api, path))
      return void (await pageNotFound(http));
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
    if (!subresource || (subresource.description.name === 'scale' && !resource.definition.scale)) {
      if (isCustom(resource.definition)) throw newNotFound(groupResourceOf(resource.definition), path.name);
      throw notFoundPath();
    }
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
      const door: Door = {
        onClose: (listener) => void response.once('close', listener),
        user: ({ username }) => void (observed.user = username),
        ...(auditor ? { audit: (user) => auditAnswer(auditor, request, response, { path, user }) } : {}),
        classified({ schemaUid, levelUid }) {
          response.setHeader('X-Kubernetes-PF-FlowSchema-UID', schemaUid);
          response.setHeader('X-Kubernetes-PF-PriorityLevel-UID', levelUid);
        },
      };
      limitTime(path, query, response, fail)
        .then(() => admitRequest({ api, request, path, query, signal: gone.signal, warnings, door }))
        .catch((error: unknown) => {
          // Who is nobody is told of, too.
          if (auditor && !auditOf(request)) auditAnswer(auditor, request, response, { path, user: UNRECOGNISED });
          // Of all that is refused, only to those who may not come in, as themselves or as somebody else.
          if (isForbidden(error) || (isBadRequest(error) && actsAs(request)))
            response.setHeader('X-Content-Type-Options', 'nosniff');
          throw error;
        })
        .then((incoming) => route(incoming, response))
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
      const door: Door = {
        onClose: (listener) => void socket.once('close', listener),
        user: ({ username }) => void (observed.user = username),
        ...(auditor ? { audit: (user) => auditUpgrade(auditor, request, socket, { path, user }) } : {}),
      };
      admitRequest({ api, request, path, query, signal: gone.signal, warnings: createWarnings(), door })
        .then(async ({ context }) => {
          const extension = extensionOf(path);
          if (extension) {
            const forwarded = { message: request, user: context.user, signal: context.signal, isLongRunning: true };
            return aggregator!.upgrade(extension.group, extension.version, { ...forwarded, upgrade: { socket, head } });
          }
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
