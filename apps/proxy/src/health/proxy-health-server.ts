import { createServer, type Server, type ServerResponse } from 'node:http';
import { isPort, protocolOf } from '@kubets/api';
import { createBudget, GUARDED, guardConnections, requestUrl, type Metrics } from '@kubets/component';
import { canonicalIp } from '@kubets/net';
import { answerJson } from './answer-json';
import type { FrontendPlace } from '../backends/backend';
import type { LongPoll } from './long-poll';
import type { ProxyHealth } from './proxy-health';

/** What kubelets ask about an address, by path: answered once it is so, or with `false` after `timeoutSeconds`. */
export type Questions = Record<string, (address: string, parameters: URLSearchParams) => boolean>;

export interface ProxyHealthOptions {
  questions?: Questions;
  longPoll?: LongPoll;
  /** Whether the kernel has a rule for an address, protocol and port of a Service. */
  holds?(frontend: FrontendPlace): Promise<boolean>;
}

/** Questions to the kernel, each of which is a process, by whoever comes to the node's address. */
const KERNEL_QUESTIONS = { perHolder: 2, all: 2, waitMs: 5_000, maxWaiting: 32 };
const WHOEVER = '';

/**
 * Plain HTTP, as load balancers expect it of every node. `/healthz` also fails while the node is being deleted, so that traffic
 * moves away before it stops; `/livez` does not, for a restart would not help.
 */
export function createProxyHealthServer(
  health: ProxyHealth,
  metrics: Metrics,
  { questions = {}, longPoll, holds }: ProxyHealthOptions = {},
): Server {
  const answers = {
    '/healthz': metrics.counter({
      name: 'proxy_healthz_total',
      help: 'Answers of /healthz by HTTP status code.',
      labels: ['code'],
    }),
    '/livez': metrics.counter({
      name: 'proxy_livez_total',
      help: 'Answers of /livez by HTTP status code.',
      labels: ['code'],
    }),
  };
  const asking = createBudget(KERNEL_QUESTIONS);
  const boundedHolds =
    holds &&
    (async (frontend: FrontendPlace): Promise<boolean> => {
      if (!(await asking.take(WHOEVER, 1))) throw new Error('too many questions to the kernel are under way');
      return holds(frontend).finally(() => asking.give(WHOEVER, 1));
    });
  const server = createServer(GUARDED, (request, response) => {
    const url = requestUrl(request.url);
    const path = url?.pathname;
    if (path !== '/healthz' && path !== '/livez') {
      const question = Object.hasOwn(questions, path ?? '') ? questions[path ?? ''] : undefined;
      if (url && boundedHolds && path === '/kubets/frontend')
        void answerHolds(response, url.searchParams, boundedHolds);
      else if (url && question && longPoll) void answerQuestion(response, url.searchParams, question, longPoll);
      else response.writeHead(404).end();
      return;
    }
    const { healthy, nodeEligible, lastUpdated, currentTime } = health.report();
    const code = healthy && (nodeEligible || path === '/livez') ? 200 : 503;
    answers[path].inc({ code: String(code) });
    answerJson(response, code, {
      lastUpdated: lastUpdated?.toISOString() ?? null,
      currentTime: currentTime.toISOString(),
      ...(path === '/healthz' ? { nodeEligible } : {}),
    });
  });
  guardConnections(server);
  return server;
}

const LONGEST_WAIT_SECONDS = 600;

async function answerQuestion(
  response: ServerResponse,
  parameters: URLSearchParams,
  question: Questions[string],
  longPoll: LongPoll,
): Promise<void> {
  const address = parameters.get('address') ?? '';
  const seconds = Number(parameters.get('timeoutSeconds') ?? 0);
  if (canonicalIp(address) !== address || !(seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS)) {
    answerJson(response, 400, {
      error: `address must be an IP address and timeoutSeconds at most ${LONGEST_WAIT_SECONDS}`,
    });
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const answer = await longPoll.wait(() => question(address, parameters), seconds * 1000, gone.signal);
  if (!gone.signal.aborted) answerJson(response, 200, { answer });
}

async function answerHolds(
  response: ServerResponse,
  parameters: URLSearchParams,
  holds: NonNullable<ProxyHealthOptions['holds']>,
): Promise<void> {
  const address = parameters.get('address') ?? '';
  const port = Number(parameters.get('port'));
  const protocol = protocolOf(parameters.get('protocol') ?? undefined);
  if (canonicalIp(address) !== address || !isPort(port) || !protocol) {
    answerJson(response, 400, { error: 'address must be an IP address, port a port, protocol TCP, UDP or SCTP' });
    return;
  }
  try {
    answerJson(response, 200, { answer: await holds({ address, protocol, port }) });
  } catch (error) {
    answerJson(response, 500, { error: (error as Error).message });
  }
}
