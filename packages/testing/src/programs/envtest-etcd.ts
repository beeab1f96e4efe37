import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServiceContext } from '@kubets/component';
import type { EnvtestEtcdConfig } from './envtest-etcd-config';

export async function start({ config, logger, onStop }: ServiceContext<EnvtestEtcdConfig>): Promise<void> {
  for (const url of config.listenClientUrls) {
    const { hostname, port } = new URL(url);
    const server = createServer((request, response) => {
      if (request.url !== '/health') return void response.writeHead(404).end('404 page not found\n');
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"health":"true","reason":""}');
    });
    await once(server.listen(Number(port), hostname.replace(/^\[(.*)\]$/, '$1')), 'listening');
    onStop(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    logger.info({ url }, 'Serving');
  }
}
