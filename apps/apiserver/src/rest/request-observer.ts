import { STATUS_CODES } from 'node:http';
import type { Logger, Metrics } from '@kubets/component';
import type { Request } from '../http/messages';
import type { RequestPath } from './request-path';

/** A request that takes longer than this is worth a line in the log. */
const SLOW_MS = 1_000;

/** Of what clients make up as long as they like. */
export const LOGGED_CHARACTERS = 256;

export interface ObservedRequest {
  /** Set once the caller is known. */
  user: string;
  end(code: number): void;
}

/** Metrics and the log of requests. */
export interface RequestObserver {
  /** `known`: the path names a resource that is served; others, which anybody can make up, share one label. */
  begin(request: Request, path: RequestPath, auditId: string, known: boolean): ObservedRequest;
  /** Leaves resources out of the metrics that are served no more; kinds come and go by other names for ever. */
  forget(isServed: (group: string, version: string, resource: string) => boolean): Promise<void>;
}

const UNKNOWN = { group: '', version: '', resource: '', subresource: '' };

/**
 * Verbs of resources, and methods on other paths, by the names that Kubernetes' metrics have for them, and dashboards and alerts
 * ask for. What else clients make up shares one label.
 */
const SHOWN_VERBS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['list', 'LIST'],
  ['watch', 'WATCH'],
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETECOLLECTION'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['head', 'HEAD'],
]);
const CONNECTED = new Set(['exec', 'attach', 'portforward', 'proxy']);
const OTHER = 'other';

function shownVerb({ verb, subresource }: { verb: string; subresource: string }, { headers }: Request): string {
  const shown = SHOWN_VERBS.get(verb) ?? OTHER;
  if (shown !== OTHER && CONNECTED.has(subresource)) return 'CONNECT';
  const isApply = verb === 'patch' && headers['content-type']?.startsWith('application/apply-patch');
  return isApply ? 'APPLY' : shown;
}

/** How much a request is about: one object, those of a namespace, or all. */
function scopeOf({ isResourceRequest, name, verb, namespace }: RequestPath): string {
  if (!isResourceRequest) return '';
  if (name !== '' || verb === 'create') return 'resource';
  return namespace === '' ? 'cluster' : 'namespace';
}

/** What a proxied backend makes up, too. */
const codeLabel = (code: number): string => (STATUS_CODES[code] ? String(code) : OTHER);

/** These last as long as the client wants. */
const LONG_RUNNING = new Set(['exec', 'attach', 'portforward', 'log', 'proxy']);

export const isLongRunning = ({ verb, subresource }: Pick<RequestPath, 'verb' | 'subresource'>): boolean =>
  verb === 'watch' || LONG_RUNNING.has(subresource);

export function createRequestObserver(
  metrics: Metrics,
  logger: Logger,
  now: () => number = () => performance.now(),
): RequestObserver {
  const labels = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'code'] as const;
  const total = metrics.counter({
    name: 'apiserver_request_total',
    help: 'Requests by verb, resource and HTTP code.',
    labels,
  });
  const duration = metrics.histogram({
    name: 'apiserver_request_duration_seconds',
    help: 'Time to answer, without watches and tunnels.',
    labels: ['verb', 'group', 'version', 'resource', 'subresource', 'scope'] as const,
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  });
  const inFlight = metrics.gauge({
    name: 'apiserver_current_inflight_requests',
    help: 'Requests being answered.',
    labels: ['request_kind'] as const,
  });
  const longRunning = metrics.gauge({
    name: 'apiserver_longrunning_requests',
    help: 'Open watches and tunnels.',
    labels: ['verb', 'resource'] as const,
  });

  return {
    async forget(isServed) {
      for (const metric of [total, duration]) {
        const { values } = await metric.get();
        const seen = new Set<string>();
        for (const { labels: found } of values) {
          const { le: _bucket, ...series } = found as Record<string, string>;
          const { group = '', version = '', resource = '' } = series;
          const key = JSON.stringify(series);
          if (resource === '' || seen.has(key) || isServed(group, version, resource)) continue;
          seen.add(key);
          metric.remove(series as never);
        }
      }
    },
    begin(request, path, auditId, known) {
      const begun = now();
      const { group, version, resource, subresource } = known ? path : UNKNOWN;
      const verb = shownVerb({ verb: path.verb, subresource }, request);
      const scope = known ? scopeOf(path) : '';
      const isLong = isLongRunning({ verb: path.verb, subresource });
      const kind = ['get', 'list'].includes(path.verb) ? 'readOnly' : 'mutating';
      if (isLong) longRunning.inc({ verb, resource });
      else inFlight.inc({ request_kind: kind });
      return {
        user: '',
        end(code) {
          const elapsedMs = now() - begun;
          total.inc({ verb, group, version, resource, subresource, scope, code: codeLabel(code) });
          if (isLong) longRunning.dec({ verb, resource });
          else {
            inFlight.dec({ request_kind: kind });
            duration.observe({ verb, group, version, resource, subresource, scope }, elapsedMs / 1000);
          }
          const isSlow = !isLong && elapsedMs > SLOW_MS;
          const fields = {
            auditId: auditId.slice(0, LOGGED_CHARACTERS),
            method: request.method,
            path: path.path.slice(0, LOGGED_CHARACTERS),
            code,
            ms: Math.round(elapsedMs),
            user: this.user,
            userAgent: request.headers['user-agent']?.slice(0, LOGGED_CHARACTERS),
          };
          if (isSlow || code >= 500) logger.warn(fields, 'Request');
          else logger.debug(fields, 'Request');
        },
      };
    },
  };
}
