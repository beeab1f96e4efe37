// A process of its own: every watcher sees every fuzzed object, and reading those must not slow down whoever measures.
import { Agent, request } from 'node:https';
import { Client, credentials } from '@grpc/grpc-js';
import { ConfigMapsService, PodsService, SecretsService, ServicesService } from '@kubets/proto-gen/core/v1';
import type { FuzzTarget } from '../target/fuzz-target';
import { BESIDE_NAMESPACE, WATCHED_KINDS, type WatchedKind, type WatcherReport } from './reports';

const target = JSON.parse(process.env.KUBETS_FUZZ_BESIDE ?? '') as FuzzTarget;
const SERVICES = {
  pods: PodsService,
  configmaps: ConfigMapsService,
  services: ServicesService,
  secrets: SecretsService,
};
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
/** Every watch is asked to last this long; before that none may end. */
const WATCH_SECONDS = 24 * 3600;

const agent = new Agent({ ca: target.ca, ...target.admin, maxSockets: Infinity });
const grpc = new Client(
  `${target.host}:${target.grpcPort}`,
  credentials.createSsl(Buffer.from(target.ca), Buffer.from(target.admin.key), Buffer.from(target.admin.cert)),
  {
    'grpc.max_receive_message_length': -1,
    'grpc.ssl_target_name_override': 'localhost',
  },
);
let stopping = false;
const reports: WatcherReport[] = [];

function createReport(
  name: string,
  kind: WatchedKind,
): WatcherReport & {
  saw(type: string, metadata?: { namespace?: string; name?: string; resourceVersion?: string }): void;
  fault(text: string): void;
} {
  const report: WatcherReport = { name, kind, events: [], faults: [] };
  reports.push(report);
  return Object.assign(report, {
    saw(type: string, metadata: { namespace?: string; name?: string } = {}) {
      if (metadata.namespace === BESIDE_NAMESPACE && (type === 'ADDED' || type === 'DELETED'))
        report.events.push({ type, name: metadata.name ?? '' });
    },
    fault(text: string) {
      if (stopping || report.faults.length >= 20) return;
      report.faults.push(`${new Date().toISOString()} ${text}`);
      process.send?.({ fault: `${name} ${kind}: ${text}` });
    },
  });
}

const WATCHES = 3 * WATCHED_KINDS.length;
let begun = 0;

/** The collection's present revision: from there on a watcher has to see all, whenever its stream is open. */
function revisionOf(kind: WatchedKind): Promise<string> {
  return new Promise((resolve, reject) => {
    const list = request(
      {
        host: target.host,
        port: target.restPort,
        agent,
        path: `/api/v1/namespaces/${BESIDE_NAMESPACE}/${kind}?limit=1`,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () => {
          resolve(JSON.parse(Buffer.concat(chunks).toString()).metadata.resourceVersion);
          if (++begun === WATCHES) process.send?.('ready');
        });
      },
    );
    list.once('error', reject);
    list.end();
  });
}

/** Of all namespaces, from the collection's present revision on; opened again when it ended, which is a fault. */
function watchRest(kind: WatchedKind, accept: string, name: string, metadataOf: (object: any) => any): void {
  const report = createReport(name, kind);
  let revision = '';
  void revisionOf(kind).then((now) => {
    revision = now;
    open();
  });

  function open(): void {
    const outgoing = request({
      host: target.host,
      port: target.restPort,
      agent,
      headers: { accept },
      path: `/api/v1/${kind}?watch=true&resourceVersion=${revision}&timeoutSeconds=${WATCH_SECONDS}`,
    });
    outgoing.once('error', (error) => again(`broken: ${error.message}`));
    outgoing.once('response', (response) => {
      let parts: Buffer[] = [];
      response.on('data', (chunk: Buffer) => {
        let rest = chunk;
        for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
          line(Buffer.concat([...parts, rest.subarray(0, end)]));
          parts = [];
          rest = rest.subarray(end + 1);
        }
        if (rest.length > 0) parts.push(rest);
      });
      response.once('error', (error) => again(`broken: ${error.message}`));
      response.once('end', () => again(`ended with status ${response.statusCode}`));
    });
    outgoing.end();
  }

  function line(bytes: Buffer): void {
    if (!bytes.includes(BESIDE_NAMESPACE) && !bytes.subarray(0, 40).includes('ERROR')) return;
    try {
      const { type, object } = JSON.parse(bytes.toString());
      if (type === 'ERROR') return report.fault(`error in the stream: ${JSON.stringify(object).slice(0, 300)}`);
      const metadata = metadataOf(object);
      revision = metadata?.resourceVersion ?? revision;
      report.saw(type, metadata);
    } catch (error) {
      report.fault(`a line that is no JSON: ${String(error)}`);
    }
  }

  let waiting = false;
  function again(text: string): void {
    if (waiting || stopping) return;
    waiting = true;
    report.fault(text);
    setTimeout(() => {
      waiting = false;
      open();
    }, 300);
  }
}

function watchGrpc(kind: WatchedKind): void {
  const report = createReport('gRPC', kind);
  const { path, requestSerialize, responseDeserialize } = SERVICES[kind].watch;
  let revision = '';

  function open(): void {
    const stream = grpc.makeServerStreamRequest(
      path,
      (value: Buffer) => value,
      (bytes: Buffer) => bytes,
      requestSerialize({ options: { timeoutSeconds: WATCH_SECONDS, resourceVersion: revision } }),
    );
    stream.on('data', (bytes: Buffer) => {
      if (!bytes.includes(BESIDE_NAMESPACE)) return;
      const { type = '', object } = responseDeserialize(bytes) as {
        type?: string;
        object?: { metadata?: { resourceVersion?: string } };
      };
      revision = object?.metadata?.resourceVersion ?? revision;
      report.saw(type, object?.metadata);
    });
    let over = false;
    const again = (text: string) => {
      if (over || stopping) return;
      over = true;
      report.fault(text);
      setTimeout(open, 300);
    };
    stream.once('error', (error) => again(`broken: ${error.message}`));
    stream.once('end', () => again('ended'));
  }
  void revisionOf(kind).then((now) => {
    revision = now;
    open();
  });
}

for (const kind of WATCHED_KINDS) {
  watchRest(kind, 'application/json', 'JSON', (object) => object.metadata);
  watchRest(kind, TABLE, 'Table', (table) => table.rows?.[0]?.object?.metadata);
  watchGrpc(kind);
}

process.on('disconnect', () => process.exit(1));
process.on('message', (message) => {
  if (message !== 'stop') return;
  stopping = true;
  const plain = reports.map(({ name, kind, events, faults }) => ({ name, kind, events, faults }));
  process.send?.({ report: plain }, undefined, {}, () => process.exit(0));
});
