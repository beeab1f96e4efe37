import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PodBehaviour } from './pod-behaviour';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Has a test's function answer a request of Node.js' HTTP server: 500 with its error when it throws, 413 when there is too much of it. */
export async function answerRequest(
  http: NonNullable<PodBehaviour['http']>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await bodyOf(incoming);
    if (!body) return void response.writeHead(413).end();
    const answer = await http(requestOf(incoming, body));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  } catch (error) {
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(`${(error as Error).stack ?? String(error)}\n`);
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Request {
  const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [value].flat().map((one) => [name, one]),
  );
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(url, `http://${headers.host ?? 'pod'}`), {
    method,
    headers: given,
    ...(hasBody ? { body } : {}),
  });
}
