import { createServer, type Server } from 'node:http';
import { GUARDED, guardConnections, type Logger } from '@kubets/component';
import { answerJson } from './answer-json';
import type { ProxyHealth } from './proxy-health';

/** What one healthCheckNodePort tells. */
export interface ServiceHealth {
  /** namespace/name */
  service: string;
  port: number;
  localEndpoints: number;
}

/** One HTTP server for each healthCheckNodePort: load balancers ask there which nodes have endpoints of the Service. */
export interface ServiceHealthServers {
  /** Starts, changes and stops servers so that exactly these are there. */
  update(wanted: readonly ServiceHealth[]): void;
  close(): void;
}

interface Running {
  server: Server;
  health: ServiceHealth;
}

export function createServiceHealthServers({
  proxyHealth,
  logger,
}: {
  proxyHealth: Pick<ProxyHealth, 'report'>;
  logger: Logger;
}): ServiceHealthServers {
  const running = new Map<number, Running>();

  function start(health: ServiceHealth): void {
    const entry: Running = {
      health,
      server: createServer(GUARDED, (_request, response) => {
        const [namespace, name] = entry.health.service.split('/');
        const { localEndpoints } = entry.health;
        const serviceProxyHealthy = proxyHealth.report().healthy;
        const code = localEndpoints > 0 && serviceProxyHealthy ? 200 : 503;
        answerJson(
          response,
          code,
          { service: { namespace, name }, localEndpoints, serviceProxyHealthy },
          { 'X-Load-Balancing-Endpoint-Weight': String(localEndpoints) },
        );
      }),
    };
    guardConnections(entry.server);
    entry.server.on('error', (error) => {
      logger.warn({ err: error, serviceKey: health.service, port: health.port }, 'Cannot serve healthCheckNodePort');
      // The next update tries again.
      if (running.get(health.port) === entry) running.delete(health.port);
    });
    entry.server.listen(health.port);
    running.set(health.port, entry);
  }

  function stop({ server, health }: Running): void {
    server.close();
    server.closeAllConnections();
    running.delete(health.port);
  }

  return {
    update(wanted) {
      const ports = new Map(wanted.map((health) => [health.port, health]));
      for (const [port, entry] of running) if (!ports.has(port)) stop(entry);
      for (const health of ports.values()) {
        const entry = running.get(health.port);
        if (entry) entry.health = health;
        else start(health);
      }
    },
    close() {
      for (const entry of running.values()) stop(entry);
    },
  };
}
