import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { followFiles, KEPT_CONNECTIONS, type Clock, type Logger } from '@kubets/component';
import { loadKubeconfig, type Connection, type PemSource } from '@kubets/rpc';
import { answerOf } from '../tunnel/answer-of';
import { useAnswer } from '../tunnel/held-answer';

/** A webhook that the server's own configuration names, by a kubeconfig file. */
export interface ConfiguredWebhook {
  /** POSTs JSON, and has `use` work on the text of a successful answer, which counts as held until then. @throws Error. */
  post<T>(body: string, signal: AbortSignal, use: (text: string) => T | Promise<T>): Promise<T>;
}

const MAX_ANSWER_BYTES = 1024 * 1024;

/** Whether and how long what a server's configuration names is followed when its files change. */
export interface Following {
  logger: Logger;
  clock?: Clock | undefined;
  signal: AbortSignal;
}

/** Read again with every question: certificates and tokens are replaced while the server runs. */
const contentOf = (source: PemSource | undefined): string | undefined =>
  source && ('data' in source ? source.data : readFileSync(source.file, 'utf8').trim());

/** By the kubeconfig as it is now, and as it is when it changes, until the signal aborts. @throws Error when it is not right at first. */
export async function createConfiguredWebhook(kubeconfig: string, following: Following): Promise<ConfiguredWebhook> {
  const load = () => loadKubeconfig(kubeconfig, { hasPath: true });
  let connection = await load();
  followFiles([kubeconfig], async () => void (connection = await load()), { what: 'Webhook', ...following });
  let known: { key: string; agent: Agent } | undefined;

  function agentOf({ ca, clientCertificate, clientKey, insecureSkipTlsVerify, tlsServerName }: Connection): Agent {
    const [authorities, cert, key] = [ca, clientCertificate, clientKey].map(contentOf);
    const files = JSON.stringify([authorities, cert, key]);
    if (known?.key === files) return known.agent;
    known?.agent.destroy();
    const agent = new Agent({
      ...KEPT_CONNECTIONS,
      ...(authorities ? { ca: authorities } : {}),
      ...(cert && key ? { cert, key } : {}),
      ...(insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
      ...(tlsServerName ? { servername: tlsServerName } : {}),
    });
    known = { key: files, agent };
    return agent;
  }

  function send(body: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { server } = connection;
    const token = contentOf(connection.token);
    const headers = {
      accept: 'application/json, */*',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    const agent = agentOf(connection);
    const outgoing = request(server, { method: 'POST', headers, agent, signal });
    outgoing.end(body);
    return answerOf(outgoing).catch((error: Error & { code?: string }) => {
      // The connection was open from before, and closed meanwhile: nothing was asked yet.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') return send(body, signal);
      throw error;
    });
  }

  return {
    async post(body, signal, use) {
      const { server } = connection;
      const answer = await send(body, signal);
      const { statusCode = 0 } = answer;
      return useAnswer(answer, { holder: server, maxBytes: MAX_ANSWER_BYTES, signal }, (text) => {
        if (statusCode < 200 || statusCode > 299) throw new Error(`${server} answered ${statusCode}`);
        return use(text);
      });
    },
  };
}
