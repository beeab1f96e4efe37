import { readFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import { createSecureContext, type ConnectionOptions } from 'node:tls';
import type { ClusterPki } from '../pki/cluster-pki';
import type { HealthProbe } from '../processes/process-spec';

export interface Probe {
  healthy: boolean;
  /** It said something, if only that it is not well: it does not hang. */
  answered: boolean;
  detail?: string;
  version?: string;
}

const TIMEOUT_MS = 2000;
const MOST_CHARACTERS = 64 * 1024;

type ClientTls = Pick<ConnectionOptions, 'secureContext'>;

export type Prober = (health: HealthProbe) => Promise<Probe>;

/** What tells only whether a process hangs: etcd is not well while its disk is slow, and does not hang. */
export const livenessOf = (health: HealthProbe): HealthProbe =>
  health.kind === 'etcd' ? { ...health, url: health.livenessUrl } : health;

/** Asks services for their health the way each offers it. */
export function createProber(pki: ClusterPki): Prober {
  const tls = (ca: string, certificateFile: string, keyFile: string) => ({
    // Once for all probes: parsing keys and certificates costs more than asking.
    secureContext: createSecureContext({
      ca: readFileSync(ca),
      cert: readFileSync(certificateFile),
      key: readFileSync(keyFile),
    }),
  });
  const cluster = tls(pki.caFile, pki.admin.certificateFile, pki.admin.keyFile);
  const etcd = tls(pki.etcdCaFile, pki.apiserverEtcdClient.certificateFile, pki.apiserverEtcdClient.keyFile);
  return async (health) => {
    try {
      if (health.kind === 'unix') return await probeSocket(health.path);
      if (health.kind === 'etcd') return healthOf(await fetchText(health.url, etcd));
      const [answer, version] = await Promise.all([
        fetchText(health.url, health.kind === 'https' ? cluster : {}),
        health.versionUrl ? versionOf(health.versionUrl, cluster) : undefined,
      ]);
      return { ...healthOf(answer), version };
    } catch (error) {
      return { healthy: false, answered: false, detail: (error as Error).message };
    }
  };
}

const healthOf = (answer: Answer): Probe =>
  answer.status === 200
    ? { healthy: true, answered: true }
    : { healthy: false, answered: true, detail: `HTTP ${answer.status}` };

async function versionOf(url: string, tls: ClientTls): Promise<string | undefined> {
  const answer = await fetchText(url, tls);
  return answer.status === 200 ? (JSON.parse(answer.body) as { gitVersion?: string }).gitVersion : undefined;
}

interface Answer {
  status: number;
  body: string;
}

function fetchText(url: string, options: ClientTls = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? httpsGet : httpGet;
    const outgoing = get(url, { ...options, timeout: TIMEOUT_MS, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MOST_CHARACTERS) outgoing.destroy(new Error('the answer has no end'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', reject);
    // However it is closed: with another protocol, say.
    outgoing.on('close', () => reject(new Error('no answer')));
  });
}

/** Whether a gRPC server behind a unix socket is at home. That it can be connected to says nothing: the kernel accepts for it. */
export const probeSocket = (path: string) =>
  new Promise<Probe>((resolve) => {
    const session = connectHttp2('http://localhost', { createConnection: () => connect(path) });
    const settle = (probe: Probe) => {
      resolve(probe);
      session.destroy();
    };
    session.setTimeout(TIMEOUT_MS, () => settle({ healthy: false, answered: false, detail: 'no answer' }));
    session.once('remoteSettings', () => settle({ healthy: true, answered: true }));
    session.on('error', (error) => settle({ healthy: false, answered: false, detail: error.message }));
  });
