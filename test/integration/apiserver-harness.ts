import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http2';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceError } from '@grpc/grpc-js';
import type { StatusError } from '@kubets/apimachinery';
import { createHealth, createLogger, createMetrics, createStatusPages } from '@kubets/component';
import { createChannel, GrpcError, statusErrorFromRpc, type RpcChannel } from '@kubets/rpc';
import { createEtcdStore } from '@kubets/store';
import { startEtcd, type EtcdProcess } from '@kubets/store/testing';
import { createAccessControl } from '../../apps/apiserver/src/access-control';
import { startApiserver, type Apiserver } from '../../apps/apiserver/src/apiserver';
import { configuredAuditor } from '../../apps/apiserver/src/audit/configured-auditor';
import { apiserverConfig, type ApiserverConfig } from '../../apps/apiserver/src/config';
import { configuredEncryption } from '../../apps/apiserver/src/encryption/configured-encryption';
import { resources } from '../../apps/apiserver/src/resources/registry';
import {
  openCertificateAuthority,
  type CertificateAuthority,
  type CertificateFiles,
} from '../../apps/cli/src/pki/certificate-authority';

/** A client's option: TLS has no way to announce an address, and Node.js 26 refuses to. */
export const GRPC_TO_ADDRESS = { 'grpc.ssl_target_name_override': 'localhost' };

export interface HttpAnswer {
  code: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  text: string;
  body: any;
}

export interface RequestOptions {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Whose certificate; the administrator's unless given, none for null. */
  as?: CertificateFiles | null;
}

export interface RunningApiserver {
  server: Apiserver;
  url: string;
  kubeconfig: string;
  /** One request over HTTP/1.1. */
  call(path: string, options?: RequestOptions): Promise<HttpAnswer>;
  /** The same, for who reads the answer as it comes. */
  open(path: string, options?: RequestOptions): ClientRequest;
  /** Parsed lines of a watch as they come. */
  watch(
    path: string,
    options?: RequestOptions,
  ): {
    events: any[];
    until(predicate: (events: any[]) => boolean): Promise<any[]>;
    ended: Promise<void>;
    stop(): void;
  };
  /** gRPC, until the server stops; the administrator's unless it is said whose. */
  channel(as?: CertificateFiles): RpcChannel;
  /** Output of kubectl; rejects with its stderr. */
  kubectl(args: string[], options?: { stdin?: string; binary?: string }): Promise<string>;
  stop(): Promise<void>;
}

export interface TestCluster {
  etcd: EtcdProcess;
  ca: CertificateAuthority;
  directory: string;
  admin: CertificateFiles;
  /** What ServiceAccounts' tokens are signed with. */
  signingKeyFile: string;
  start(flags?: Record<string, string>): Promise<RunningApiserver>;
  stop(): Promise<void>;
}

/** A real etcd and as many apiservers over it as a test wants, with a PKI of their own. */
export async function startTestCluster(): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-apiserver-'));
  const [etcd, ca] = await Promise.all([startEtcd(), openCertificateAuthority(directory, 'test-ca')]);
  const admin = await ca.issue({
    file: 'admin',
    commonName: 'kubernetes-admin',
    organizations: ['system:masters'],
    usages: ['client'],
  });
  const serving = await ca.issue({
    file: 'apiserver',
    commonName: 'kube-apiserver',
    hosts: ['localhost', '127.0.0.1'],
    usages: ['server'],
  });
  const signingKeyFile = join(directory, 'sa.key');
  writeFileSync(
    signingKeyFile,
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  const running: RunningApiserver[] = [];

  async function start(flags: Record<string, string> = {}): Promise<RunningApiserver> {
    const given: Record<string, string> = {
      'etcd-servers': etcd.url,
      'advertise-address': '192.0.2.1',
      'client-ca-file': ca.certificateFile,
      'tls-cert-file': serving.certificateFile,
      'tls-private-key-file': serving.keyFile,
      'service-account-signing-key-file': signingKeyFile,
      ...flags,
    };
    const config = apiserverConfig.parse(
      Object.entries(given).map(([flag, value]) => `--${flag}=${value}`),
      {},
    );
    const apiserver = await runApiserver(config, { directory, ca, admin });
    running.push(apiserver);
    return apiserver;
  }

  return {
    etcd,
    ca,
    directory,
    admin,
    signingKeyFile,
    start,
    async stop() {
      await Promise.all(running.map((one) => one.stop()));
      await etcd.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function runApiserver(
  config: ApiserverConfig,
  { directory, ca, admin }: { directory: string; ca: CertificateAuthority; admin: CertificateFiles },
): Promise<RunningApiserver> {
  const logger = createLogger({
    service: 'kube-apiserver',
    level: (process.env['TEST_LOG_LEVEL'] ?? 'silent') as 'silent',
  });
  const stopping = new AbortController();
  const health = createHealth();
  health.addCheck('ping', () => undefined);
  const metrics = createMetrics({ processMetrics: false });
  const auditor = config.auditPolicyFile
    ? await configuredAuditor(config, { logger, metrics, signal: stopping.signal })
    : undefined;
  const server = await startApiserver({
    compactionIntervalMs: config.etcdCompactionIntervalMs,
    store: configuredEncryption(createEtcdStore({ servers: config.etcdServers }), config, {
      logger,
      signal: stopping.signal,
    }),
    definitions: resources,
    accessControl: (parts) => createAccessControl(config, { ...parts, logger, signal: stopping.signal }),
    settings: {
      serviceClusterIpRanges: config.serviceClusterIpRange,
      serviceNodePortRange: { first: 30000, last: 32767 },
    },
    host: '127.0.0.1',
    restPort: 0,
    grpcPort: 0,
    advertiseAddress: config.advertiseAddress,
    auditor,
    seats: config.maxRequestsInflight + config.maxMutatingRequestsInflight,
    tls: { certFile: config.tlsCertFile, keyFile: config.tlsPrivateKeyFile, clientCaFile: config.clientCaFile },
    frontProxy: {
      ...(config.proxyClientCertFile && config.proxyClientKeyFile
        ? { certificate: { certFile: config.proxyClientCertFile, keyFile: config.proxyClientKeyFile } }
        : {}),
      ...(config.requestheaderClientCaFile ? { caFile: config.requestheaderClientCaFile } : {}),
      allowedNames: config.requestheaderAllowedNames,
    },
    pages: createStatusPages({ component: 'kube-apiserver', flags: {}, now: () => new Date() }),
    kubelet: { certFile: admin.certificateFile, keyFile: admin.keyFile, caFile: ca.certificateFile },
    logger,
    health,
    metrics,
    signal: stopping.signal,
  });
  await server.ready;
  const url = `https://127.0.0.1:${server.restPort}`;
  const kubeconfig = join(directory, `kubeconfig-${server.restPort}`);
  writeFileSync(kubeconfig, kubeconfigOf(url, ca, admin));
  const agents = new Map<CertificateFiles | null, Agent>();
  const agentOf = (as: CertificateFiles | null) => {
    const known =
      agents.get(as) ??
      new Agent({
        ca: ca.certificatePem,
        keepAlive: true,
        ...(as ? { cert: readFileSync(as.certificateFile), key: readFileSync(as.keyFile) } : {}),
      });
    agents.set(as, known);
    return known;
  };

  const channels: RpcChannel[] = [];
  const open = (path: string, { method = 'GET', body, headers = {}, as = admin }: RequestOptions = {}) => {
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const outgoing = request(url + path, {
      method,
      agent: agentOf(as),
      headers: {
        ...(payload ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } : {}),
        ...headers,
      },
    });
    outgoing.end(payload);
    return outgoing;
  };

  return {
    server,
    url,
    kubeconfig,
    open,
    call: (path, options = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = open(path, options);
        outgoing.once('error', reject);
        outgoing.once('response', async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString('utf8');
          const isJson = String(response.headers['content-type']).startsWith('application/json');
          resolve({
            code: response.statusCode ?? 0,
            headers: response.headers,
            bytes,
            text,
            body: isJson && text ? JSON.parse(text) : undefined,
          });
        });
      }),
    watch(path, options = {}) {
      const events: any[] = [];
      let check = () => undefined as void;
      const outgoing = open(path, options);
      const ended = new Promise<void>((resolve) => {
        outgoing.once('error', () => resolve());
        outgoing.once('response', (response) => {
          let rest = '';
          response.on('data', (chunk) => {
            const lines = (rest + String(chunk)).split('\n');
            rest = lines.pop()!;
            events.push(...lines.map((line) => JSON.parse(line)));
            check();
          });
          response.once('close', () => resolve());
        });
      });
      return {
        events,
        ended,
        stop: () => void outgoing.destroy(),
        until: (predicate) =>
          new Promise((resolve, reject) => {
            const timer = setTimeout(
              () =>
                reject(
                  new Error(
                    `not within 10 s, seen: ${JSON.stringify(events.map(({ type, object }) => [type, object.metadata?.name]))}`,
                  ),
                ),
              10_000,
            );
            check = () => {
              if (!predicate(events)) return;
              clearTimeout(timer);
              resolve(events);
            };
            check();
          }),
      };
    },
    channel({ certificateFile, keyFile } = admin) {
      const channel = createChannel({
        server: `https://127.0.0.1:${server.grpcPort}`,
        ca: { file: ca.certificateFile },
        clientCertificate: { file: certificateFile },
        clientKey: { file: keyFile },
      });
      channels.push(channel);
      return channel;
    },
    kubectl: (args, { stdin, binary = 'kubectl' } = {}) =>
      new Promise((resolve, reject) => {
        const child = execFile(
          binary,
          ['--kubeconfig', kubeconfig, ...args],
          { env: { ...process.env, HOME: directory }, maxBuffer: 64 * 1024 * 1024 },
          (error, stdout, stderr) => (error ? reject(new Error(`${stderr}${stdout}`)) : resolve(stdout + stderr)),
        );
        child.stdin?.end(stdin);
      }),
    async stop() {
      stopping.abort();
      for (const agent of agents.values()) agent.destroy();
      for (const channel of channels) channel.close();
      await server.stop();
    },
  };
}

function kubeconfigOf(url: string, ca: CertificateAuthority, user: CertificateFiles): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority': ca.certificateFile } }],
    users: [{ name: 'admin', user: { 'client-certificate': user.certificateFile, 'client-key': user.keyFile } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  });
}

/** What a client of grpc-js was told, as our own channel would throw it. */
export const statusOfServiceError = (error: unknown): StatusError => {
  const { code, details, metadata } = error as ServiceError;
  return statusErrorFromRpc(new GrpcError(code, details, metadata.toHttp2Headers() as IncomingHttpHeaders));
};
