import type { ServerResponse } from 'node:http';

export function answerJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff', ...headers });
  response.end(`${JSON.stringify(body, undefined, '\t')}\n`);
}
