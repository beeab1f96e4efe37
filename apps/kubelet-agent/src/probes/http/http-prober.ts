import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { realClock } from '@kubets/component';
import type { Container, HTTPGetAction } from '@kubets/proto-gen/core/v1';
import { dialError } from '@kubets/net';
import { PROBE_USER_AGENT, resolvePort, type Prober } from '../prober';

/** 200 to 399 is healthy. */
export const httpProber: Prober = {
  handles: (handler) => handler.httpGet !== undefined,
  async probe({ httpGet: action = {} }, { container, podIp }, timeoutMs) {
    try {
      const { statusCode, body } = await httpGet(urlOf(action, container, podIp), action.httpHeaders, timeoutMs);
      if (statusCode >= 200 && statusCode < 400) return { result: 'success', output: body };
      return { result: 'failure', output: `HTTP probe failed with statuscode: ${statusCode}` };
    } catch (error) {
      return { result: 'failure', output: (error as Error).message };
    }
  },
};

const MOST_BODY_BYTES = 10 * 1024;
const MOST_REDIRECTS = 10;

export interface HttpAnswer {
  statusCode: number;
  body: string;
}

/** The URL of an httpGet action, with the pod's address unless it names a host. Throws Error for an unknown port name. */
export function urlOf(action: HTTPGetAction, container: Container, podIp: string): URL {
  const host = action.host || podIp;
  const scheme = (action.scheme ?? 'HTTP').toLowerCase();
  const path = action.path ?? '/';
  return new URL(
    `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${resolvePort(action.port, container)}${path.startsWith('/') ? '' : '/'}${path}`,
  );
}

/** One GET, redirects on the same host followed, certificates not checked: the node asks for health, not for identity. */
export async function httpGet(url: URL, headers: HTTPGetAction['httpHeaders'], timeoutMs: number): Promise<HttpAnswer> {
  const deadline = Date.now() + timeoutMs;
  let current = url;
  for (let redirects = 0; ; redirects++) {
    const { location, ...answer } = await once(current, url, headers, Math.max(1, deadline - Date.now()));
    if (!location || answer.statusCode < 301 || answer.statusCode > 308 || answer.statusCode === 304) return answer;
    const next = new URL(location, current);
    // Elsewhere it is not the container's health any more; that it answers is enough.
    if (next.hostname !== url.hostname) return answer;
    if (redirects >= MOST_REDIRECTS) throw new Error(`Get "${url.href}": stopped after ${MOST_REDIRECTS} redirects`);
    current = next;
  }
}

function once(
  url: URL,
  shown: URL,
  headers: HTTPGetAction['httpHeaders'],
  timeoutMs: number,
): Promise<HttpAnswer & { location?: string }> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const fail = (message: string) => {
      cancel();
      reject(new Error(`Get "${shown.href}": ${message}`));
      request.destroy();
    };
    const request = send(url, { headers: headerMap(headers), rejectUnauthorized: false, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const answer = () => {
        cancel();
        resolve({
          statusCode: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
          location: response.headers.location,
        });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, MOST_BODY_BYTES - size));
        size += chunk.length;
        if (size < MOST_BODY_BYTES) return;
        // Nobody needs the rest, which may have no end.
        answer();
        request.destroy();
      });
      response.on('end', answer);
      response.on('error', (error) => fail(error.message));
    });
    const cancel = realClock.after(timeoutMs, () =>
      fail('context deadline exceeded (Client.Timeout exceeded while awaiting headers)'),
    );
    request.on('error', (error: Error & { code?: string }) => fail(dialError(url.host, error)));
    request.end();
  });
}

function headerMap(headers: HTTPGetAction['httpHeaders']): Record<string, string | string[]> {
  const map: Record<string, string | string[]> = { 'User-Agent': PROBE_USER_AGENT, Accept: '*/*', Connection: 'close' };
  for (const { name = '', value = '' } of headers ?? []) {
    const standard = Object.keys(map).find((known) => known.toLowerCase() === name.toLowerCase());
    // An empty value takes a default header away.
    if (standard && value === '') delete map[standard];
    else map[standard ?? name] = value;
  }
  return map;
}
