import { createServer, type Server } from 'node:http';
import { GUARDED, guardConnections, requestUrl, type Metrics } from '@kubets/component';
import { answerJson } from './answer-json';
import type { ProxyHealth } from './proxy-health';

/**
 * Plain HTTP, as load balancers expect it of every node. `/healthz` also fails while the node is being deleted, so that traffic
 * moves away before it stops; `/livez` does not, for a restart would not help.
 */
export function createProxyHealthServer(health: ProxyHealth, metrics: Metrics): Server {
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
  const server = createServer(GUARDED, (request, response) => {
    const path = requestUrl(request.url)?.pathname;
    if (path !== '/healthz' && path !== '/livez') {
      response.writeHead(404).end();
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
