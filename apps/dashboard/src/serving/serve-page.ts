import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestUrl } from '@kubets/component';
import type { Asset } from './assets';

/** Stands in index.html where the nonce of styles goes. */
const NONCE = '__STYLE_NONCE__';

/** Nothing from elsewhere, no code but the page's files, and nobody may put the page into another. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
};

/** Answers requests for the page's files. */
export function servePage(assets: ReadonlyMap<string, Asset>) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = requestUrl(request.url)?.pathname ?? '';
    const asset = assets.get(path);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!asset || !isRead) {
      response.writeHead(asset ? 405 : 404, { ...HEADERS, 'content-type': 'text/plain' });
      return void response.end(asset ? 'method not allowed\n' : 'not found\n');
    }
    const isIndex = asset.contentType.startsWith('text/html');
    const nonce = randomBytes(16).toString('base64');
    const takesBrotli = !isIndex && asset.br && /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
    const body = isIndex
      ? Buffer.from(asset.plain.toString('utf8').replace(NONCE, nonce))
      : takesBrotli
        ? asset.br!
        : asset.plain;
    response.writeHead(200, {
      ...HEADERS,
      'content-type': asset.contentType,
      'content-length': body.length,
      'content-security-policy': policy(nonce),
      vary: 'accept-encoding',
      // Names of all other files change with what is in them.
      'cache-control': isIndex ? 'no-store' : 'public, max-age=31536000, immutable',
      ...(takesBrotli && { 'content-encoding': 'br' }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}
