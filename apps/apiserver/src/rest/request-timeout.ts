import { newBadRequest, newTimeout, quote, type StatusError } from '@kubets/apimachinery';
import { parseDuration } from '@kubets/component';
import type { Response } from '../http/messages';
import { isLongRunning } from './request-observer';
import type { RequestPath } from './request-path';

/** A request is never given longer than this, whatever it asks for. */
const MAX_MS = 60_000;

/**
 * How long a request gives itself in `?timeout=`, in ms; undefined when that is no limit.
 * @throws StatusError 400 in Go's words for what is no duration.
 */
export function askedTimeoutMs(query: URLSearchParams): number | undefined {
  const text = query.get('timeout');
  if (!text) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined)
    throw newBadRequest(`invalid timeout specified in the request URL - time: ${durationProblem(text)}`);
  return ms > 0 && ms < MAX_MS ? ms : undefined;
}

/** Parts that are in order are stepped over; the first other one is what is wrong. */
function durationProblem(text: string): string {
  const rest = text.replace(/^[-+]/, '').replace(/^(?:\.?\d[\d.]*(?:ns|us|µs|ms|s|m|h)(?![^\d.]))+/, '');
  const number = /^\.?\d[\d.]*/.exec(rest)?.[0];
  if (number === undefined) return `invalid duration ${quote(text)}`;
  const unit = /^[^\d.]*/.exec(rest.slice(number.length))![0];
  return unit === ''
    ? `missing unit in duration ${quote(text)}`
    : `unknown unit ${quote(unit)} in duration ${quote(text)}`;
}

const timedOut = () => newTimeout('request did not complete within the allotted timeout');

/** Gives up after the time that the request gives itself, if it does. @throws StatusError 400. */
export async function limitTime(
  path: RequestPath,
  query: URLSearchParams,
  response: Response,
  giveUp: (error: StatusError) => Promise<void>,
): Promise<void> {
  const ms = isLongRunning(path) ? undefined : askedTimeoutMs(query);
  if (ms === undefined) return;
  // What is being sent already is let go on.
  const timer = setTimeout(() => response.headersSent || void giveUp(timedOut()), ms);
  response.once('close', () => clearTimeout(timer));
}
