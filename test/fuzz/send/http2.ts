import { constants, type ClientHttp2Stream } from 'node:http2';
import type { FuzzTarget } from '../target/fuzz-target';
import { deadlineOf, isStream, type HttpSender } from './http1';
import { createSessions } from './http2-session';
import { KEPT_TEXT, STREAM_MS, type Outcome } from './outcome';

/** Headers of HTTP/1.1's connections, which HTTP/2 has none of. */
const OF_CONNECTIONS = new Set(['connection', 'upgrade', 'keep-alive', 'transfer-encoding', 'http2-settings']);

export function createHttp2Sender(target: FuzzTarget): HttpSender {
  const sessions = createSessions(target, target.restPort);
  return {
    send: (sent, credentials) =>
      new Promise((resolve) => {
        const { method, path, headers, body } = sent;
        const given: Record<string, string> = Object.fromEntries(headers.filter(([name]) => !OF_CONNECTIONS.has(name)));
        if (credentials.authorization) given.authorization = credentials.authorization;
        let stream: ClientHttp2Stream;
        try {
          stream = sessions
            .of(credentials)
            .request({ ...given, ':method': method, ':path': path }, { endStream: !body });
        } catch {
          resolve({ closed: true });
          return;
        }
        const outcome: Outcome = { text: '' };
        const end = (ended: Outcome) => {
          clearTimeout(deadline);
          resolve(ended);
          if (!stream.destroyed) stream.close(constants.NGHTTP2_CANCEL);
        };
        const deadline = setTimeout(() => end({ silent: true }), deadlineOf(sent));
        stream.once('response', (answer) => {
          outcome.code = answer[':status'];
          outcome.headers = answer as Outcome['headers'];
          if (isStream(sent)) setTimeout(() => end(outcome), STREAM_MS);
        });
        stream.on('data', (chunk: Buffer) => {
          if (outcome.text!.length < KEPT_TEXT) outcome.text += chunk.toString('utf8', 0, KEPT_TEXT);
        });
        stream.once('error', () => undefined);
        stream.once('close', () => end(outcome.code === undefined ? { closed: true } : outcome));
        if (body) stream.end(body);
      }),
    close: () => sessions.close(),
  };
}
