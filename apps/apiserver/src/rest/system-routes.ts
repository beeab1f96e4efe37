import { trimEnd } from '@kubets/apimachinery';
import { healthAnswer, version, type Health, type HealthKind, type Metrics } from '@kubets/component';
import type { OpenApi } from '../openapi/open-api';
import type { HttpContext } from './http-context';
import { negotiate } from './negotiate';
import { writeResponse } from './response-writers';

/** What the server answers outside resources. */
export interface SystemRoutes {
  /** False when the path is none of these. */
  route(path: string, http: HttpContext): Promise<boolean>;
}

const TEXT = 'text/plain; charset=utf-8';

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
  const text = (http: HttpContext, code: number, body: string, contentType = TEXT) =>
    raw(http, code, Buffer.from(body), contentType);

  async function route(path: string, http: HttpContext): Promise<boolean> {
    const { request, query, api } = http;
    const [, root = '', sub, ...more] = trimEnd(path, '/').split('/');
    if (root === '' && path === '/')
      return json(http, {
        paths: [
          ...ROOT_PATHS,
          ...api.registry.groups.filter(({ name }) => name !== '').map(({ name }) => `/apis/${name}`),
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
      return text(http, code, body);
    }
    if (root === 'metrics' && !sub) {
      const { contentType, body } = await metrics.render();
      return text(http, 200, body, contentType);
    }
    if (path === '/openid/v1/jwks')
      return text(http, 200, JSON.stringify(await tokenKeys.jwks()), 'application/jwk-set+json');
    if (path === '/.well-known/openid-configuration')
      return text(http, 200, JSON.stringify(openIdConfiguration(tokenKeys.issuer)), 'application/json');
    if (root === 'openapi') return openApiRoute(api.openApi, [sub ?? '', ...more], http);
    const found = api.discovery(path, request.headers.accept);
    if (!found) return false;
    return tagged(http, found.json, found.contentType, found.etag);
  }

  async function openApiRoute(openApi: OpenApi, [version, ...rest]: string[], http: HttpContext): Promise<boolean> {
    const accept = http.request.headers.accept;
    const path = rest.join('/');
    const answer =
      version === 'v2' && !path
        ? openApi.v2(accept)
        : version === 'v3'
          ? path
            ? openApi.v3(path)
            : openApi.v3Index()
          : undefined;
    if (!answer) return false;
    return tagged(http, answer.body, answer.contentType, answer.etag);
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

async function json(http: HttpContext, value: unknown): Promise<true> {
  const { encoding } = negotiate(http.request.headers.accept, []);
  await writeResponse(http.request, http.response, http.query, {
    code: 200,
    json: Buffer.from(JSON.stringify(value)),
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
    json: body,
    encoding: 'json',
    contentType,
    headers,
  });
  return true;
}

/** With an ETag a client that has the same already is told so. */
async function tagged(http: HttpContext, body: Buffer, contentType: string, etag: string | undefined): Promise<true> {
  if (!etag) return raw(http, 200, body, contentType);
  const headers = { etag, vary: 'Accept' };
  if (http.request.headers['if-none-match'] === etag) {
    http.response.writeHead(304, headers as never);
    http.response.end();
    return true;
  }
  return raw(http, 200, body, contentType, headers);
}
