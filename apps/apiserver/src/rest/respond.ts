import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { parseExactJson, stringifyJson } from '@kubets/apimachinery';
import { stringify as stringifyYaml } from 'yaml';
import type { Request } from './body';
import { isTrue } from './request-path';

export type Response = ServerResponse | Http2ServerResponse;

/** Smaller answers are not worth compressing. As in Kubernetes. */
const GZIP_FROM_BYTES = 128 * 1024;

const gzipAsync = promisify(gzip);

export interface Answer {
  code: number;
  /** JSON, as one buffer or as pieces that are written one after the other. */
  json: Buffer | Buffer[];
  encoding: 'json' | 'yaml';
  /** Instead of the encoding's own. */
  contentType?: string;
  headers?: Record<string, string | string[]>;
}

const CONTENT_TYPES = { json: 'application/json', yaml: 'application/yaml' };

/** Sends an answer: as YAML, pretty, compressed, as the client wants it. */
export async function respond(request: Request, response: Response, query: URLSearchParams, answer: Answer): Promise<void> {
  const pieces = bodyPieces(request, query, answer);
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const headers: Record<string, string | number | string[]> = { 'content-type': answer.contentType ?? CONTENT_TYPES[answer.encoding], ...answer.headers };
  if (size >= GZIP_FROM_BYTES && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    const compressed = await gzipAsync(Buffer.concat(pieces), { level: constants.Z_BEST_SPEED });
    return send(request, response, answer.code, { ...headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' }, [compressed]);
  }
  return send(request, response, answer.code, headers, pieces);
}

function bodyPieces(request: Request, query: URLSearchParams, { json, encoding }: Answer): Buffer[] {
  const pieces = Array.isArray(json) ? json : [json];
  const isPretty = isTrue(query.get('pretty')) || (!query.has('pretty') && /^(curl|Wget)\//i.test(request.headers['user-agent'] ?? ''));
  if (encoding === 'json' && !isPretty) return pieces;
  const value: unknown = parseExactJson(Buffer.concat(pieces).toString('utf8'));
  return [Buffer.from(encoding === 'yaml' ? stringifyYaml(value, { aliasDuplicateObjects: false }) : `${stringifyJson(value, 2)}\n`)];
}

async function send(request: Request, response: Response, code: number, headers: Record<string, string | number | string[]>, pieces: Buffer[]): Promise<void> {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(code, { ...headers, 'content-length': size } as never);
  if (request.method === 'HEAD') return void response.end();
  const stream = response as ServerResponse;
  for (const piece of pieces) {
    if (!stream.write(piece)) await drained(stream);
    if (stream.destroyed) return;
  }
  stream.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
