import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { RunningApiserver, TestCluster } from './apiserver-harness';

export interface ConnectingKubelet {
  /** What it was asked to connect to. */
  asked: string[];
  /** Connects to that address from now on, whatever it is asked for. */
  leadTo(address: string): void;
  stop(): void;
}

/** A node of that name, whose kubelet connects the apiserver to any address that it can reach, as ours does to those of its pods. */
export async function startConnectingKubelet(
  cluster: TestCluster,
  api: RunningApiserver,
  node: string,
): Promise<ConnectingKubelet> {
  const commonName = `system:node:${node}`;
  const serving = await cluster.ca.issue({ file: node, commonName, hosts: ['127.0.0.1'], usages: ['server'] });
  const asked: string[] = [];
  let address: string | undefined;
  const server = createServer({
    key: readFileSync(serving.keyFile),
    cert: readFileSync(serving.certificateFile),
    ca: cluster.ca.certificatePem,
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('connect', (request, client: Duplex, head: Buffer) => {
    asked.push(`${request.url} ${(request.socket as TLSSocket).authorized}`);
    const [host, port] = request.url!.split(':');
    const target = connect(Number(port), address ?? host);
    client.on('error', () => target.destroy());
    target.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      client.pipe(target).pipe(client);
    });
    target.once('error', () => {
      const body = `dial tcp ${request.url}: connect: connection refused\n`;
      client.end(`HTTP/1.1 502 Bad Gateway\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { body } = await api.call('/api/v1/nodes', { method: 'POST', body: { metadata: { name: node } } });
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: (server.address() as AddressInfo).port } },
  };
  await api.call(`/api/v1/nodes/${node}/status`, { method: 'PUT', body: { ...body, status } });
  return {
    asked,
    leadTo: (given) => void (address = given),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
