import type { RequestOptions, RunningApiserver } from './apiserver-harness';

/** What a request is to be answered with. */
export interface Answer {
  code: number;
  /** The whole message, or what it holds. */
  message?: string | RegExp;
  /** Texts of all warnings that come with it; without, there must be none. */
  warning?: string | string[];
  /** What the body has. */
  body?: object;
}

/** Sends a request, a POST unless it says otherwise, and holds what comes to what is expected. */
export async function expectAnswer(
  api: RunningApiserver,
  path: string,
  { method = 'POST', ...request }: RequestOptions,
  { code, message, warning, body }: Answer,
): Promise<void> {
  const answer = await api.call(path, { method, ...request });
  expect([answer.code, answer.text]).toEqual([code, expect.any(String)]);
  if (message instanceof RegExp) expect(answer.body.message).toMatch(message);
  else if (message !== undefined) expect(answer.body.message).toBe(message);
  const warnings = warning === undefined ? undefined : [warning].flat().map((text) => `299 - ${quoted(text)}`);
  expect(answer.headers['warning']).toEqual(warnings?.join(', '));
  if (body) expect(answer.body).toMatchObject(body);
}

/** As a header holds it. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
