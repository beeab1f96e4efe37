import { trimEnd, newMethodNotAllowed } from '@kubets/apimachinery';
import { healthAnswer, version, type Health, type HealthKind, type Metrics } from '@kubets/component';
import type { OpenApi, OpenApiAnswer } from '../openapi/open-api';
import type { HttpContext } from './http-context';
import { negotiate } from './negotiate';
import { writeResponse } from './response-writers';

/** What the server answers outside resources. */
export interface SystemRoutes {
  /** False when the path is none of these. */
  route(path: string, http: HttpContext): Promise<boolean>;
}

const TEXT = 'text/plain; charset=utf-8';
const AGGREGATED = { 'cache-control': 'public' };
const YEAR_MS = 365 * 24 * 3600 * 1000;

const NO_SNIFFING = { 'x-content-type-options': 'nosniff' };
const ROOT_PATHS = [
  '/api',
  '/api/v1',
  '/apis',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/readyz',
  '/version',
  '/.well-known/openid-configuration',
  '/openid/v1/jwks',
];

export interface SystemRoutesOptions {
  health: Health;
  metrics: Metrics;
  tokenKeys: { issuer: string; jwks(): Promise<object> };
}

export function createSystemRoutes({ health, metrics, tokenKeys }: SystemRoutesOptions): SystemRoutes {
  const tokenAnswer = (http: HttpContext, value: object, contentType: string) =>
    raw(http, 200, Buffer.from(JSON.stringify(value)), contentType, { 'cache-control': 'public, max-age=3600' });

  async function route(path: string, http: HttpContext): Promise<boolean> {
    const { request, query, api } = http;
    const [, root = '', sub, ...more] = trimEnd(path, '/').split('/');
    if (root === '' && path === '/')
      return json(http, {
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
    if (root === 'version' && !sub) return json(http, version);
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
      return raw(http, 200, Buffer.from(body), contentType);
    }
    if (path === '/openid/v1/jwks') return tokenAnswer(http, await tokenKeys.jwks(), 'application/jwk-set+json');
    if (path === '/.well-known/openid-configuration')
      return tokenAnswer(http, openIdConfiguration(tokenKeys.issuer), 'application/json');
    if (root === 'openapi') return openApiRoute(api.openApi, [sub ?? '', ...more], http);
    const found = api.discovery(path, request.headers.accept);
    if (!found) return false;
    if (request.method !== 'GET') throw newMethodNotAllowed();
    return found.etag
      ? tagged(http, { body: found.json, contentType: found.contentType, etag: found.etag }, AGGREGATED)
      : discoveryDocument(http, found.json);
  }

  async function openApiRoute(openApi: OpenApi, [version, ...rest]: string[], http: HttpContext): Promise<boolean> {
    const path = rest.join('/');
    if (version === 'v2' && !path)
      return tagged(http, openApi.v2(http.request.headers.accept), { vary: 'Accept-Encoding, Accept' });
    if (version !== 'v3') return false;
    // The index has no tag, and this type, in Kubernetes, too.
    if (!path) return raw(http, 200, openApi.v3Index().body, TEXT);
    const answer = openApi.v3(path);
    return answer !== undefined && groupDocument(http, path, answer);
  }

  return { route };
}

/** What somebody outside who verifies ServiceAccount tokens asks for first. */
function openIdConfiguration(issuer: string): object {
  return {
    issuer,
    jwks_uri: `${issuer}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
  };
}

/** The page of Go's own server for a path that nobody serves: there is no Status outside of the API's groups. */
export const pageNotFound = (http: HttpContext): Promise<true> =>
  raw(http, 404, Buffer.from('404 page not found\n'), TEXT, NO_SNIFFING);

/** As JSON for those who would have protobuf: they read it, too. */
async function discoveryDocument({ request, response, query }: HttpContext, body: Buffer): Promise<true> {
  const { encoding } = negotiate(request.headers.accept, {});
  await writeResponse(request, response, query, { code: 200, body, encoding: encoding === 'yaml' ? 'yaml' : 'json' });
  return true;
}

async function json(http: HttpContext, value: unknown): Promise<true> {
  const { encoding } = negotiate(http.request.headers.accept, { protobuf: 'none' });
  await writeResponse(http.request, http.response, http.query, {
    code: 200,
    body: Buffer.from(JSON.stringify(value)),
    encoding,
  });
  return true;
}

async function raw(
  http: HttpContext,
  code: number,
  body: Buffer,
  contentType: string,
  headers: Record<string, string> = {},
): Promise<true> {
  const { request, response } = http;
  // Not JSON, or JSON that has to stay byte for byte what its tag says: nothing is prettified.
  await writeResponse(request, response, new URLSearchParams('pretty=false'), {
    code,
    body,
    encoding: 'json',
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
  more: Record<string, string> = {},
): Promise<true> {
  const headers = { etag, vary: 'Accept', ...more };
  if (http.request.headers['if-none-match'] === etag) {
    http.response.writeHead(304, headers as never);
    http.response.end();
    return true;
  }
  return raw(http, 200, body, contentType, headers);
}
