import type { Duplex } from 'node:stream';
import { newMethodNotAllowed, newNotFound } from '@kubets/apimachinery';
import { signalOf } from '@kubets/component';
import type { Aggregator } from '../aggregation/aggregator';
import type { Request, Response } from '../http/messages';
import type { RequestContext, ResourceRequest } from '../pipeline/request';
import { assertAddress, groupResourceOf, type RequestScope } from '../pipeline/request-scope';
import { assertVerbFits } from '../pipeline/requested-verb';
import { isConnect, type ConnectSubresource } from '../pipeline/subresource';
import type { ServedResource } from '../registry/api-registry';
import { isCustom } from '../registry/custom-version';
import type { LiveApi, ServedApi } from '../served-api';
import type { Incoming } from './admit-request';
import type { HttpContext } from './http-context';
import { negotiate, TEXT_OFFER } from './negotiate';
import { isLongRunning } from './request-observer';
import type { RequestPath } from './request-path';
import { parseRequestTarget } from './request-target';
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
import { pageNotFound, type SystemRoutes } from './system-routes';
import { isWebSocketRequest } from './upgrade';
import { routeVirtual } from './virtual-routes';
import { openWatchSocket } from './watch-socket';

export interface RouterOptions {
  scope: RequestScope;
  api: Pick<LiveApi, 'now'> & {
    /** Resolves when kinds that anybody has been told of are served. */
    settled?(): Promise<void>;
  };
  /** Serves what extension servers do. */
  aggregator?: Aggregator;
  system: SystemRoutes;
}

export interface Router {
  /** Answers a request. @throws StatusError where what it names is not served, or refuses it */
  answer(incoming: Incoming, response: Response): Promise<void>;
  /** Whether there is another protocol for what a path names. */
  takesUpgrade(api: ServedApi, path: RequestPath, request: Request): boolean;
  /** Serves a connection that is to speak another protocol. @throws StatusError, and has not answered then */
  upgrade(incoming: Incoming, socket: Duplex, head: Buffer): Promise<void>;
}

/** Finds what serves a request that has been admitted: an extension server, a page of the system, a resource or a part of one. */
export function createRouter({ scope, api: live, aggregator, system }: RouterOptions): Router {
  /** What is served now; a kind that anybody has been told of is, though it came by another server. */
  async function apiFor({ api, path }: Incoming): Promise<ServedApi> {
    if (!path.isResourceRequest || isKnown(api, path)) return api;
    // Without etcd there is nothing new to know.
    await live.settled?.().catch(() => undefined);
    return live.now();
  }

  /** The version of a group that a path is below, where an extension serves that. */
  function extensionOf({ path }: RequestPath): { group: string; version: string } | undefined {
    const [, root, group, version] = path.split('/');
    return root === 'apis' && group && version && aggregator?.serves(group, version) ? { group, version } : undefined;
  }

  const connect = (
    subresource: ConnectSubresource,
    request: ResourceRequest,
    { request: message, path, query }: Incoming,
    way: { response: Response } | { upgrade: { socket: Duplex; head: Buffer } },
  ) =>
    subresource.connect(scope, {
      request,
      query,
      rawQuery: parseRequestTarget(message.url ?? '/').query,
      rest: path.rest,
      message,
      ...way,
    });

  return {
    async answer(incoming, response) {
      const { request, path, query, context, warnings, user } = incoming;
      const extension = extensionOf(path);
      if (extension) {
        const signal = signalOf(context.signal);
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
      if (resource.kind === 'virtual') return routeVirtual(scope, resource.definition, path, http);
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
      if (path.subresource !== 'proxy' && !subresource.description.verbs.includes(path.verb))
        throw newMethodNotAllowed();
      if (subresource.description.answersText) negotiate(request.headers.accept, TEXT_OFFER);
      return connect(subresource, resourceRequest, incoming, { response });
    },

    takesUpgrade(api, path, request) {
      if (extensionOf(path)) return true;
      if (!path.isResourceRequest) return false;
      if (path.verb === 'watch' && !path.subresource) return isWebSocketRequest(request);
      const subresource = api.subresources.find(path.group, path.resource, path.subresource);
      if (!subresource || !isConnect(subresource)) return false;
      return !subresource.description.answersText || isWebSocketRequest(request);
    },

    async upgrade(incoming, socket, head) {
      const { api, request, path, query, context } = incoming;
      const extension = extensionOf(path);
      if (extension) {
        const forwarded = {
          message: request,
          user: context.user,
          signal: signalOf(context.signal),
          isLongRunning: true,
        };
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
      await connect(subresource, resourceRequest, incoming, { upgrade: { socket, head } });
    },
  };
}

/** Whether what a path names, kind and part, is served. */
export const isKnown = (
  { registry, subresources }: ServedApi,
  { group, version, resource, subresource }: RequestPath,
): boolean =>
  registry.find(group, version, resource) !== undefined &&
  (!subresource || subresource === 'status' || subresources.find(group, resource, subresource) !== undefined);

function find({ registry }: ServedApi, path: RequestPath): ServedResource {
  const resource = registry.find(path.group, path.version, path.resource);
  if (!resource || (path.isBelowNamespace && !resource.definition.namespaced)) throw notFoundPath();
  if (path.isWatchPath && !isWatched(resource, path)) throw notFoundPath();
  return resource;
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
