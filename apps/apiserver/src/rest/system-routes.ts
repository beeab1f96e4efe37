import { atOnce, encodeProtobufSteps, trimEnd, newMethodNotAllowed } from '@kubets/apimachinery';
import { signalOf } from '@kubets/component';
import {
  healthAnswer,
  parseAccept,
  version,
  type Health,
  type HealthKind,
  type Metrics,
  type StatusPages,
} from '@kubets/component';
import {
  JSON_TYPE,
  OPEN_API2_PROTOBUF,
  OPEN_API2_PROTOBUF_OLD,
  OPEN_API3_PROTOBUF,
  OPEN_API3_PROTOBUF_OLD,
} from '../openapi/media-types';
import type { Aggregator } from '../aggregation/aggregator';
import { createShownApi, type ShownApi } from '../aggregation/shown-api';
import type { OpenApi } from '../openapi/open-api';
import type { OpenApiAnswer } from '../openapi/open-api-answer';
import type { ServedApi } from '../served-api';
import type { HttpContext } from './http-context';
import { assertProduced, negotiate } from './negotiate';
import { writeResponse } from './response-writers';

/** What the server answers outside resources. */
export interface SystemRoutes {
  /** False when the path is none of these. */
  route(path: string, http: HttpContext): Promise<boolean>;
}

const JWKS_TYPE = 'application/jwk-set+json';
const TEXT = 'text/plain; charset=utf-8';
const AGGREGATED = { 'cache-control': 'public' };
const YEAR_MS = 365 * 24 * 3600 * 1000;

const NO_SNIFFING = { 'x-content-type-options': 'nosniff' };
const ROOT_PATHS = [
  '/api',
  '/api/v1',
  '/apis',
  '/flagz',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/readyz',
  '/statusz',
  '/version',
  '/.well-known/openid-configuration',
  '/openid/v1/jwks',
];

/** What those outside who verify tokens have to know. */
export interface TokenKeys {
  issuer: string;
  /** Where the server says that it is, as HOST:PORT. */
  serverAddress: string;
  /** Those that tokens are signed with. */
  algorithms: readonly string[];
  jwks(): Promise<object>;
}

export interface SystemRoutesOptions {
  health: Health;
  metrics: Metrics;
  pages: StatusPages;
  tokenKeys: TokenKeys;
  aggregator?: Aggregator;
}

export function createSystemRoutes({
  health,
  metrics,
  pages,
  tokenKeys,
  aggregator,
}: SystemRoutesOptions): SystemRoutes {
  const tokenAnswer = (http: HttpContext, value: object, contentType: string) =>
    raw(http, 200, Buffer.from(JSON.stringify(value)), contentType, { 'cache-control': 'public, max-age=3600' });
  const keys = (http: HttpContext) => {
    assertProduced(http.request.headers.accept, { produced: [JWKS_TYPE] });
    return tokenKeys.jwks();
  };

  async function route(path: string, http: HttpContext): Promise<boolean> {
    const { request, query, api } = http;
    const [, root = '', sub, ...more] = trimEnd(path, '/').split('/');
    if (root === '' && path === '/')
      return prettyJson(http, {
        paths: [
          ...ROOT_PATHS,
          '/apis/',
          ...api.registry.groups
            .filter(({ name }) => name !== '')
            .flatMap(({ name, versions }) => [
              `/apis/${name}`,
              ...versions.map((version) => `/apis/${name}/${version}`),
            ]),
        ].sort(),
      });
    if (root === 'version' && !sub) {
      if (request.method !== 'GET') throw newMethodNotAllowed();
      return plainJson(http, version);
    }
    if (root === 'livez' || root === 'readyz' || root === 'healthz') {
      const { code, body } = await healthAnswer(
        health,
        root satisfies HealthKind,
        [sub, ...more].filter(Boolean).join('/') || undefined,
        query,
      );
      // A single check that holds says so without.
      return raw(http, code, Buffer.from(body), TEXT, sub && code === 200 ? {} : NO_SNIFFING);
    }
    if (root === 'metrics' && !sub) {
      const { contentType, body } = await metrics.render();
      return raw(http, 200, body, contentType);
    }
    if ((root === 'statusz' || root === 'flagz') && !sub) {
      const { code, contentType, body, warning } = await pages.answer(root, request.headers.accept, ROOT_PATHS);
      const headers: Record<string, string> = warning ? { warning: `299 - "${warning}"` } : {};
      return raw(http, code, Buffer.from(body), contentType, headers);
    }
    if (path === '/openid/v1/jwks') return tokenAnswer(http, await keys(http), JWKS_TYPE);
    if (path === '/.well-known/openid-configuration')
      return tokenAnswer(http, openIdConfiguration(tokenKeys), JSON_TYPE);
    if (root === 'openapi') return openApiRoute(await shown(api).openApi(), [sub ?? '', ...more], http);
    const found = shown(api).discovery(path, request.headers.accept);
    if (!found) return false;
    // What is said of the groups is said to every method.
    const isOfGroups = root === 'apis' && more.length === 0;
    if (request.method !== 'GET' && !isOfGroups) throw newMethodNotAllowed();
    if (!found.etag) return discoveryDocument(http, found.body, isOfGroups);
    return tagged(http, { body: found.body, contentType: found.contentType, etag: found.etag }, AGGREGATED);
  }

  /** With what extensions serve. */
  const shown: (api: ServedApi) => ShownApi = aggregator ? createShownApi(aggregator) : (api) => api;

  async function openApiRoute(openApi: OpenApi, [version, ...rest]: string[], http: HttpContext): Promise<boolean> {
    const path = rest.join('/');
    const [root, group = '', groupVersion = ''] = rest;
    if (version === 'v3' && root === 'apis' && aggregator?.serves(group, groupVersion)) {
      const { request: message, response, context } = http;
      const { user } = context;
      const signal = signalOf(context.signal);
      await aggregator.forward(group, groupVersion, { message, response, user, signal, isLongRunning: false });
      return true;
    }
    const { accept } = http.request.headers;
    if (version === 'v2' && !path && !takesOpenApi(accept)) return empty(http, NOT_ACCEPTABLE, OPEN_API2_VARY);
    if (version === 'v2' && !path) return tagged(http, await openApi.v2(accept), OPEN_API2_VARY);
    if (version !== 'v3') return false;
    // The index has no tag, and this type, in Kubernetes, too.
    if (!path) return raw(http, 200, (await openApi.v3Index()).body, TEXT);
    if (!takesOpenApi(accept)) return empty(http, NOT_ACCEPTABLE, { vary: 'Accept' });
    const answer = await openApi.v3(path);
    return answer ? groupDocument(http, path, answer) : empty(http, NOT_FOUND, {});
  }

  return { route };
}

/** What somebody outside who verifies ServiceAccount tokens asks for first. */
function openIdConfiguration({ issuer, serverAddress, algorithms }: TokenKeys): object {
  return {
    issuer,
    jwks_uri: `https://${serverAddress}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: algorithms,
  };
}

/** Whether the header lets in one of the formats that OpenAPI documents have. */
const takesOpenApi = (accept: string | undefined): boolean =>
  !accept || parseAccept(accept).some(({ type }) => OPEN_API_TYPES.has(type));

const OPEN_API_TYPES = new Set([
  JSON_TYPE,
  OPEN_API2_PROTOBUF,
  OPEN_API2_PROTOBUF_OLD,
  OPEN_API3_PROTOBUF,
  OPEN_API3_PROTOBUF_OLD,
  'application/*',
  '*/*',
]);
const OPEN_API2_VARY = { vary: ['Accept-Encoding', 'Accept'] };
const [NOT_FOUND, NOT_ACCEPTABLE] = [404, 406];

async function empty(
  { response }: HttpContext,
  code: number,
  headers: Record<string, string | string[]>,
): Promise<true> {
  response.writeHead(code, { ...headers, 'content-length': 0 } as never);
  response.end();
  return true;
}

/** The page of Go's own server for a path that nobody serves: there is no Status outside of the API's groups. */
export const pageNotFound = (http: HttpContext): Promise<true> =>
  raw(http, 404, Buffer.from('404 page not found\n'), TEXT, NO_SNIFFING);

async function discoveryDocument(http: HttpContext, json: Buffer, isOfGroups: boolean): Promise<true> {
  const { request, response, query } = http;
  const form = negotiate(request.headers.accept, isOfGroups ? { produced: undefined } : {});
  const body = form.encoding === 'protobuf' ? atOnce(encodeProtobufSteps(JSON.parse(json.toString()))) : json;
  await writeResponse(request, response, query, { code: 200, body: body ?? json, form });
  return true;
}

/** JSON for people, in no other format. */
async function plainJson(http: HttpContext, value: unknown): Promise<true> {
  assertProduced(http.request.headers.accept, { produced: [JSON_TYPE] });
  return prettyJson(http, value);
}

/** The same, whatever was asked for. */
const prettyJson = (http: HttpContext, value: unknown): Promise<true> =>
  raw(http, 200, Buffer.from(JSON.stringify(value, null, 2)), JSON_TYPE);

async function raw(
  http: HttpContext,
  code: number,
  body: Buffer,
  contentType: string,
  headers: Record<string, string | string[]> = {},
): Promise<true> {
  const { request, response } = http;
  // Not JSON, or JSON that has to stay byte for byte what its tag says: nothing is prettified.
  await writeResponse(request, response, new URLSearchParams('pretty=false'), {
    code,
    body,
    form: { encoding: 'json' },
    contentType,
    headers,
  });
  return true;
}

/** A group version's document never changes under the hash that its address has; another hash leads to the one of now. */
async function groupDocument(http: HttpContext, path: string, answer: OpenApiAnswer): Promise<true> {
  const { query, response, now } = http;
  const [asked, hash] = [query.get('hash'), answer.etag.slice(1, -1)];
  if (!asked) return tagged(http, answer);
  if (asked === hash)
    return tagged(http, answer, {
      'cache-control': 'public, immutable',
      expires: new Date(now.getTime() + YEAR_MS).toUTCString(),
    });
  response.writeHead(301, { location: `/openapi/v3/${path}?hash=${hash}`, etag: answer.etag, vary: 'Accept' } as never);
  response.end();
  return true;
}

/** A client that has the same already is told so. */
async function tagged(
  http: HttpContext,
  { body, contentType, etag }: OpenApiAnswer,
  more: Record<string, string | string[]> = {},
): Promise<true> {
  const headers = { etag, vary: 'Accept', ...more };
  if (http.request.headers['if-none-match'] === etag) {
    http.response.writeHead(304, headers as never);
    http.response.end();
    return true;
  }
  return raw(http, 200, body, contentType, headers);
}
