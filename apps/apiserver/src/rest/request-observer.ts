import { STATUS_CODES } from 'node:http';
import type { Logger, Metrics } from '@kubets/component';
import type { Request } from '../http/messages';
import { isConnecting, requestLabels, type RequestLabels } from './request-labels';
import type { RequestPath } from './request-path';

/** A request that takes longer than this is worth a line in the log. */
const SLOW_MS = 1_000;

/** Of what clients make up as long as they like. */
export const LOGGED_CHARACTERS = 256;

export interface RequestToObserve {
  path: RequestPath;
  query: URLSearchParams;
  auditId: string;
  /** The path names a resource that is served. */
  isKnown: boolean;
}

export interface ObservedRequest {
  /** Set once the caller is known. */
  user: string;
  end(code: number): void;
}

/** Metrics and the log of requests. */
export interface RequestObserver {
  begin(request: Request, about: RequestToObserve): ObservedRequest;
  /** Leaves resources out of the metrics that are served no more; kinds come and go by other names for ever. */
  forget(isServed: (group: string, version: string, resource: string) => boolean): Promise<void>;
}

/** What a proxied backend makes up shares one. */
const codeLabel = (code: number): string => (STATUS_CODES[code] ? String(code) : 'other');

/** Lasts as long as the client wants. */
export const isLongRunning = ({ verb, subresource }: Pick<RequestPath, 'verb' | 'subresource'>): boolean =>
  verb === 'watch' || isConnecting(subresource);

const withoutDryRun = ({ dry_run: _, ...labels }: RequestLabels): Omit<RequestLabels, 'dry_run'> => labels;

const LABELS = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component'] as const;

export function createRequestObserver(
  metrics: Metrics,
  logger: Logger,
  now: () => number = () => performance.now(),
): RequestObserver {
  const total = metrics.counter({
    name: 'apiserver_request_total',
    help: 'Requests by verb, resource and HTTP code.',
    labels: [...LABELS, 'dry_run', 'code'],
  });
  const duration = metrics.histogram({
    name: 'apiserver_request_duration_seconds',
    help: 'Time from a request to the end of its answer; of watches and tunnels, how long they were open.',
    labels: [...LABELS, 'dry_run'],
    buckets: [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60],
  });
  const inFlight = metrics.gauge({
    name: 'apiserver_current_inflight_requests',
    help: 'Requests being answered.',
    labels: ['request_kind'] as const,
  });
  const longRunning = metrics.gauge({
    name: 'apiserver_longrunning_requests',
    help: 'Open watches and tunnels.',
    labels: LABELS,
  });

  return {
    async forget(isServed) {
      for (const metric of [total, duration, longRunning]) {
        const { values } = await metric.get();
        const seen = new Set<string>();
        for (const { labels: found, value } of values) {
          // What is still open is still counted down.
          if (metric === longRunning && value !== 0) continue;
          const { le: _bucket, ...series } = found as Record<string, string>;
          const { group = '', version = '', resource = '' } = series;
          const key = JSON.stringify(series);
          if (resource === '' || seen.has(key) || isServed(group, version, resource)) continue;
          seen.add(key);
          metric.remove(series as never);
        }
      }
    },
    begin(request, { path, query, auditId, isKnown }) {
      const begun = now();
      const labels = requestLabels(request, { path, query, isKnown });
      const isLong = isLongRunning(isKnown ? path : { verb: path.verb, subresource: '' });
      const kind = ['get', 'list'].includes(path.verb) ? 'readOnly' : 'mutating';
      if (isLong) longRunning.inc(withoutDryRun(labels));
      else inFlight.inc({ request_kind: kind });
      return {
        user: '',
        end(code) {
          const elapsedMs = now() - begun;
          total.inc({ ...labels, code: codeLabel(code) });
          duration.observe(labels, elapsedMs / 1000);
          if (isLong) longRunning.dec(withoutDryRun(labels));
          else inFlight.dec({ request_kind: kind });
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
