import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { goJson, KUBERNETES_PROTOBUF } from '@kubets/apimachinery';
import { nextTurn } from '../pipeline/turns';
import type { Request, Response } from '../http/messages';
import type { MediaTypeOptions } from './negotiate';
import { protobufList } from './protobuf-list';
import { listPieces, sizeOfList, valuePieces, type ListContent, type ListStyle } from './list-content';
import { CHUNK_BYTES, createChunks, WRITE_BYTES, written, type Chunks } from '../pipeline/write-pieces';

interface AnswerHead {
  code: number;
  form: Pick<MediaTypeOptions, 'encoding' | 'pretty'>;
  /** Instead of the encoding's own. */
  contentType?: string;
  headers?: Record<string, string | string[]>;
}

export interface Answer extends AnswerHead {
  /** Protobuf where that is the encoding, else JSON. */
  body: Buffer;
}

export interface ListAnswer extends AnswerHead {
  content: ListContent;
}

/** Body bytes of known number, or not. */
interface Body {
  pieces: Iterator<Buffer>;
  size: number | undefined;
}

const CONTENT_TYPES = { json: 'application/json', yaml: 'application/yaml', protobuf: KUBERNETES_PROTOBUF };

/** JSON ends with one as Go writes it. */
const LINE_BREAK = Buffer.from('\n');

/** Sends an answer: as YAML, pretty, compressed, as the client wants it. */
export async function writeResponse(
  request: Request,
  response: Response,
  query: URLSearchParams,
  answer: Answer,
): Promise<void> {
  const style = styleOf(request, query, answer.form);
  if (style === 'yaml' || style === 'pretty')
    return send(request, response, answer, { pieces: valuePieces(answer.body, style), size: undefined });
  const isObject = !answer.contentType || answer.contentType.startsWith('application/json;g=');
  const pieces = style === 'json' && isObject ? [goJson(answer.body), LINE_BREAK] : [answer.body];
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  if (size < CHUNK_BYTES) return sendShort(request, response, answer, Buffer.concat(pieces));
  await send(request, response, answer, { pieces: pieces.values(), size });
}

/** Sends a list bit by bit as the client takes it: what it costs in memory does not grow with its length. */
export async function writeList(
  request: Request,
  response: Response,
  query: URLSearchParams,
  answer: ListAnswer,
): Promise<void> {
  const style = styleOf(request, query, answer.form);
  if (style === 'protobuf') return send(request, response, answer, await protobufList(answer.content));
  const size = style === 'json' ? sizeOfList(answer.content) : undefined;
  await send(request, response, answer, { pieces: listPieces(answer.content, style), size });
}

function styleOf(
  request: Request,
  query: URLSearchParams,
  { encoding, pretty }: AnswerHead['form'],
): ListStyle | 'protobuf' {
  if (encoding !== 'json') return encoding;
  const asked = query.get('pretty');
  const isPretty = asked ? GO_TRUE.test(asked) : FOR_PEOPLE.test(request.headers['user-agent'] ?? '');
  return pretty || isPretty ? 'pretty' : 'json';
}

/** What Go takes for true. */
const GO_TRUE = /^(1|t|T|true|True|TRUE)$/;

/** Clients whose answers people read, as Kubernetes knows them. */
const FOR_PEOPLE = /^(curl|Wget|Mozilla\/5\.0)/;

const headersOf = ({ contentType, form, headers }: AnswerHead) => ({
  'content-type': contentType ?? CONTENT_TYPES[form.encoding],
  ...headers,
});

function sendShort(request: Request, response: Response, answer: AnswerHead, body: Buffer): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(answer.code, { ...headersOf(answer), 'content-length': body.length } as never);
  const stream = response as ServerResponse;
  if (request.method === 'HEAD') stream.end();
  else if (body.length <= WRITE_BYTES) stream.end(body);
  else void written(stream, body).then((isTaken) => isTaken && stream.end());
}

async function send(request: Request, response: Response, answer: AnswerHead, { pieces, size }: Body): Promise<void> {
  const chunks = createChunks(pieces);
  const first = (await chunks.next()) ?? Buffer.alloc(0);
  if (first.length < CHUNK_BYTES) {
    sendShort(request, response, answer, Buffer.from(first));
    return chunks.free();
  }
  if (response.writableEnded || response.destroyed) return chunks.free();
  // Smaller answers than a chunk are not worth compressing. As in Kubernetes.
  const isCompressed = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const form = isCompressed
    ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' }
    : size === undefined
      ? {}
      : { 'content-length': size };
  response.writeHead(answer.code, { ...headersOf(answer), ...form } as never);
  const stream = response as ServerResponse;
  if (request.method === 'HEAD') {
    stream.end();
    return chunks.free();
  }
  const body = isCompressed ? compressedInto(stream) : stream;
  if (!(await writeAll(body, first, chunks, isCompressed ? Infinity : WRITE_BYTES))) return;
  body.end();
  chunks.free();
}

function compressedInto(stream: ServerResponse): Writable {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  stream.once('close', () => gzip.destroy());
  gzip.once('close', () => stream.writableEnded || stream.destroy()).pipe(stream);
  return gzip;
}

/** False when the client went away meanwhile. */
async function writeAll(stream: Writable, first: Buffer, chunks: Chunks, atOnce: number): Promise<boolean> {
  for (let chunk: Buffer | undefined = first; chunk; chunk = await chunks.next()) {
    if (!(await written(stream, chunk, { atOnce }))) return false;
    // Encrypting and sending take their time, too.
    await nextTurn();
  }
  return true;
}
