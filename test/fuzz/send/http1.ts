import { Agent, request } from 'node:https';
import type { FuzzTarget } from '../target/fuzz-target';
import { createContexts, type Credentials } from './callers';
import { DEADLINE_MS, KEPT_TEXT, PROXY_DEADLINE_MS, STREAM_MS, type Outcome } from './outcome';

export interface SentRequest {
  method: string;
  path: string;
  headers: [string, string][];
  body?: Buffer;
  /** Sent when the connection has been upgraded. */
  upgraded?: Buffer;
}

export interface HttpSender {
  send(request: SentRequest, credentials: Credentials): Promise<Outcome>;
  close(): void;
}

export const isStream = ({ path }: { path: string }) =>
  /watch=|follow=|\/(exec|attach|portforward|log|proxy)|\/watch\//.test(path);
export const deadlineOf = ({ path }: { path: string }) => (path.includes('proxy') ? PROXY_DEADLINE_MS : DEADLINE_MS);

/** Sends over HTTP/1.1, upgrades too. */
export function createHttp1Sender({ host, restPort, ca }: FuzzTarget): HttpSender {
  const agents = new Map<string, Agent>();
  const contextOf = createContexts(ca);
  const agentOf = (credentials: Credentials) => {
    const name = credentials.cert ? 'certificate' : 'none';
    const agent =
      agents.get(name) ??
      new Agent({ secureContext: contextOf(credentials), keepAlive: true, maxSockets: 16, timeout: 60_000 });
    agents.set(name, agent);
    return agent;
  };

  return {
    send: (sent, credentials) =>
      new Promise((resolve) => {
        const { method, path, headers, body, upgraded } = sent;
        const given = Object.fromEntries([
          ...headers,
          ...(credentials.authorization ? [['authorization', credentials.authorization]] : []),
        ] as [string, string][]);
        if (body) given['content-length'] = String(body.length);
        const outgoing = request({ host, port: restPort, method, path, headers: given, agent: agentOf(credentials) });
        const end = (outcome: Outcome) => {
          clearTimeout(deadline);
          resolve(outcome);
          if (outcome.silent) outgoing.destroy();
        };
        const deadline = setTimeout(() => end({ silent: true }), deadlineOf(sent));
        outgoing.once('error', () => end({ closed: true }));
        outgoing.once('upgrade', (response, socket) => {
          end({ code: response.statusCode });
          socket.on('error', () => socket.destroy()).resume();
          if (upgraded) socket.write(upgraded);
          setTimeout(() => socket.destroy(), STREAM_MS);
        });
        outgoing.once('response', (response) => {
          const outcome: Outcome = { code: response.statusCode, headers: response.headers, text: '' };
          const enough = isStream(sent) ? setTimeout(() => (end(outcome), outgoing.destroy()), STREAM_MS) : undefined;
          response.on('data', (chunk: Buffer) => {
            if (outcome.text!.length < KEPT_TEXT) outcome.text += chunk.toString('utf8', 0, KEPT_TEXT);
          });
          response.once('error', () => end(outcome));
          response.once('close', () => {
            clearTimeout(enough);
            end(outcome);
          });
        });
        outgoing.end(body);
      }),
    close: () => agents.forEach((agent) => agent.destroy()),
  };
}
