import { createHash } from 'node:crypto';
import type {
  Backend,
  BackendProtocol,
  Certificate,
  Endpoint,
  GatewayRouting,
  Routing,
  Treatment,
} from '../model/routing';
import { gatewayTable, type GatewayTable } from './gateway-table';
import { treatmentLines } from './treatment-lines';
import { joinHostPort } from '@kubets/net';
import { routeMaps } from './route-maps';

export interface EngineSettings {
  listenAddresses: readonly string[];
  httpPort: number;
  httpsPort: number;
  threads: number;
  /** Whether the engine gives up root's rights for those of the user `haproxy` once it listens. */
  dropRights: boolean;
  /** What is shown to clients that ask for no name, or for one that nobody has a certificate for. */
  defaultPem: string;
}

export type EndpointsOf = (backend: string) => readonly Endpoint[];

/** Requests that are not over after this are cut off when a process has been replaced. */
const REPLACED_ENDS_AFTER = '1h';
const NOT_FOUND = 'No rule of any Ingress or Gateway matches this request.\\n';
const UNAVAILABLE = 'The Service behind this host and path has no endpoint that takes requests.\\n';

export interface EngineFilesOptions {
  endpointsOf: EndpointsOf;
  settings: EngineSettings;
  dir: string;
  socket: string;
  /** Worked out unless given. */
  digest?: string;
}

/**
 * The configuration of HAProxy (2.6 or later) and all files it reads, by their paths below a directory. Nothing of it but maps
 * depends on text of users: hosts and paths are keys of maps, backends have made-up names.
 */
export function engineFiles(
  routing: Routing,
  { endpointsOf, settings, dir, socket, digest = engineDigest(routing, settings) }: EngineFilesOptions,
): Map<string, string> {
  const { routes, backends, certificates, gateways } = routing;
  const maps = routeMaps(routes);
  const pems = certificateFiles(certificates, settings.defaultPem);
  const table = gateways && gatewayTable(gateways);
  const config = [
    globalSection(settings, socket, digest),
    defaultsSection,
    frontendSection(settings, dir, gateways, table),
    ...backends.map((backend) =>
      backendSection(backend, endpointsOf(backend.name), gateways?.treatments.get(backend.name)),
    ),
  ];
  return new Map([
    ['exact.map', maps.exact],
    ['prefix.map', maps.prefix],
    ...(table ? gatewayFiles(table) : []),
    ...pems.files,
    ['certificates.list', pems.list(dir)],
    ['haproxy.cfg', config.join('\n')],
  ]);
}

/** Of everything but the endpoints: what a running engine cannot be told, so that another process takes its place. */
export function engineDigest(routing: Routing, settings: EngineSettings): string {
  const digest = createHash('sha256').update(CONFIG_VERSION);
  const nowhere = { endpointsOf: () => [], dir: '', socket: '', digest: '' };
  for (const [name, text] of engineFiles(routing, { settings, ...nowhere }))
    digest.update(name).update('\0').update(text).update('\0');
  return digest.digest('hex').slice(0, 32);
}

/** A new build that writes another configuration replaces a running engine. */
const CONFIG_VERSION = '1';

function globalSection({ threads, dropRights }: EngineSettings, socket: string, digest: string): string {
  return [
    'global',
    `  stats socket ${socket} mode 600 level admin expose-fd listeners`,
    `  description ${digest}`,
    `  nbthread ${threads}`,
    '  maxconn 8192',
    `  hard-stop-after ${REPLACED_ENDS_AFTER}`,
    ...(dropRights ? ['  user haproxy', '  group haproxy'] : []),
    '  ssl-default-bind-options ssl-min-ver TLSv1.2',
    '  ssl-server-verify none',
    '',
  ].join('\n');
}

/**
 * Requests without side effects that a pod's end cut off before the first byte of an answer are sent to another pod; of others
 * only those that reached none.
 */
const defaultsSection = [
  'defaults',
  '  mode http',
  '  timeout connect 3s',
  '  timeout client 10m',
  '  timeout server 10m',
  '  timeout tunnel 1h',
  // Of connections that one side has closed.
  '  timeout client-fin 30s',
  '  timeout server-fin 30s',
  '  timeout http-request 30s',
  '  timeout http-keep-alive 60s',
  '  timeout queue 30s',
  '  option redispatch 1',
  '  option idle-close-on-response',
  '  option http-keep-alive',
  '  retries 3',
  '  retry-on conn-failure empty-response',
  `  http-error status 503 content-type "text/plain; charset=utf-8" string "${UNAVAILABLE}"`,
  '',
].join('\n');

const gatewayFiles = ({ hosts, wildcards, exact, prefix }: GatewayTable): [string, string][] => [
  ['gateway-hosts.map', hosts],
  ['gateway-wildcards.map', wildcards],
  ['gateway-exact.map', exact],
  ['gateway-prefix.map', prefix],
];

/** What Gateways lead goes before what Ingresses do. */
function gatewayLines(dir: string, { lines }: GatewayTable): string[] {
  const site = 'http-request set-var(txn.site)';
  const place = 'http-request set-var(txn.place) var(txn.site)';
  const unless = (name: string) => `!{ var(txn.${name}) -m found }`;
  return [
    '  http-request set-var(txn.port) dst_port',
    `  ${site} var(txn.host),concat(|,txn.port),map_str(${dir}/gateway-hosts.map)`,
    `  ${site} var(txn.host),concat(|,txn.port),map_end(${dir}/gateway-wildcards.map) if ${unless('site')}`,
    `  ${site} var(txn.any),concat(|,txn.port),map_str(${dir}/gateway-hosts.map) if ${unless('site')}`,
    `  ${place},concat(,txn.path),map_str(${dir}/gateway-exact.map) if { var(txn.site) -m found }`,
    `  ${place},concat(,txn.path,/),map_beg(${dir}/gateway-prefix.map) if { var(txn.site) -m found } ${unless('place')}`,
    ...lines,
  ];
}

function frontendSection(
  { listenAddresses, httpPort, httpsPort }: EngineSettings,
  dir: string,
  gateways: GatewayRouting | undefined,
  table: GatewayTable | undefined,
): string {
  const ports = new Map([
    [httpPort, false],
    [httpsPort, true],
    ...(gateways?.ports ?? []).map(({ port, isTls }) => [port, isTls] as const),
  ]);
  const binds = listenAddresses.flatMap((host) =>
    [...ports].map(
      ([port, isTls]) =>
        `  bind ${joinHostPort({ host, port })}${isTls ? ` ssl crt-list ${dir}/certificates.list alpn h2,http/1.1` : ''}`,
    ),
  );
  // On ports that are a Gateway's alone there are no Ingresses.
  const isOwnPort = ` { dst_port ${httpPort} ${httpsPort} }`;
  const lookUp = (host: string) =>
    [`concat(,txn.path),map_str(${dir}/exact.map)`, `concat(,txn.path,/),map_beg(${dir}/prefix.map)`].map(
      (find) =>
        `  http-request set-var(txn.backend) var(${host}),${find} if !{ var(txn.backend) -m found }${isOwnPort}`,
    );
  return [
    'frontend requests',
    ...binds,
    '  http-request set-var(txn.path) path',
    '  http-request set-var(txn.host) req.hdr(host),host_only,lower,rtrim(.)',
    '  http-request return status 400 content-type "text/plain; charset=utf-8" string "The header Host is no host.\\n" if { var(txn.host) -m sub / } or { var(txn.host) -m sub * }',
    '  http-request set-var(txn.above) var(txn.host),regsub(^[^.]+,*)',
    '  http-request set-var(txn.any) str(*)',
    ...(table ? gatewayLines(dir, table) : []),
    ...lookUp('txn.host'),
    ...lookUp('txn.above'),
    ...lookUp('txn.any'),
    `  http-request return status 404 content-type "text/plain; charset=utf-8" string "${NOT_FOUND}" if !{ var(txn.backend) -m found }`,
    '  http-request disable-l7-retry if !METH_GET !{ method HEAD OPTIONS TRACE }',
    // What clients say of themselves is not believed.
    '  http-request del-header x-forwarded- -m beg',
    '  http-request del-header forwarded',
    '  http-request set-header x-forwarded-for %[src]',
    '  http-request set-header x-real-ip %[src]',
    '  http-request set-header x-forwarded-host %[req.hdr(host)]',
    '  http-request set-header x-forwarded-port %[dst_port]',
    '  http-request set-header x-forwarded-proto http if !{ ssl_fc }',
    '  http-request set-header x-forwarded-proto https if { ssl_fc }',
    '  use_backend %[var(txn.backend)]',
    '',
  ].join('\n');
}

const backendSection = (
  { name, protocol }: Backend,
  endpoints: readonly Endpoint[],
  treatment: Treatment | undefined,
): string =>
  [
    `backend ${name}`,
    '  balance roundrobin',
    ...(treatment ? treatmentLines(treatment) : []),
    ...endpoints.map(
      (endpoint) => `  server ${serverName(endpoint)} ${serverAddress(endpoint)}${serverOptions(protocol)}`,
    ),
    '',
  ].join('\n');

/** The name of an endpoint within its backend. */
export const serverName = ({ address, port }: Endpoint): string => `${address}-${port}`;

export const serverAddress = ({ address, port }: Endpoint): string => joinHostPort({ host: address, port });

/** With a blank before. Pods that speak TLS show certificates that nobody outside knows. */
export function serverOptions(protocol: BackendProtocol): string {
  switch (protocol) {
    case 'h2c':
      return ' proto h2';
    case 'https':
      return ' ssl verify none alpn h2,http/1.1';
    default:
      return '';
  }
}

/** Named by what is in them, so that a changed Secret is another file and a file never changes. */
function certificateFiles(certificates: readonly Certificate[], defaultPem: string) {
  const files = new Map<string, string>();
  const fileOf = (pem: string): string => {
    const name = `${createHash('sha256').update(pem).digest('hex').slice(0, 32)}.pem`;
    files.set(name, pem);
    return name;
  };
  const taken = new Set<string>();
  const named: string[][] = [];
  for (const { hosts, pem } of certificates) {
    const free = hosts.filter((host) => !taken.has(host));
    free.forEach((host) => taken.add(host));
    if (free.length > 0) named.push([fileOf(pem), ...free]);
  }
  const first = fileOf(certificates.find(({ hosts }) => hosts.length === 0)?.pem ?? defaultPem);
  return {
    files,
    // The first line's is shown where no name fits; its filter is one that no name fits.
    list: (dir: string) =>
      [[first, '!*'], ...named].map(([file, ...hosts]) => `${dir}/${file} ${hosts.join(' ')}\n`).join(''),
  };
}
