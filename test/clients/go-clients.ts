import { join } from 'node:path';
import { CONTROLLER_STEPS, stepsBut, STREAM_STEPS } from './expected';
import { buildProgram, envtestModules } from './go/build-program.mjs';
import { installed } from './install';
import type { StockClient } from './stock-client';

const built = (name: string, required: Record<string, string>, ...folders: string[]): string => {
  const sources = folders.map((one) => join(__dirname, 'go', one));
  return join(
    installed(`go/${name}`, (into) => buildProgram(into, sources, required)),
    'program',
  );
};

/** Kubernetes' own client. */
function clientGo(version: string, content: 'json' | 'protobuf', over?: 'SPDY' | 'WebSocket'): StockClient {
  return {
    language: 'go',
    name: `client-go in ${content}`,
    version,
    inShortForm: false,
    steps: stepsBut('watch ends', 'lease', 'access review', 'event', 'from a manifest'),
    ...(over ? { streams: { over, steps: STREAM_STEPS } } : {}),
    // What is there comes again every second.
    peculiar: { informer: ['add', 'resync', 'update', 'delete'] },
    prepare() {
      const folders = ['client-go', ...(Number(version.split('.')[1]) >= 30 ? ['client-go/since-0.30'] : [])];
      const command = built(`client-go-${version}`, { 'k8s.io/client-go': version }, ...folders);
      const program = (env: Record<string, string>) => ({ command, args: [], env: { CONTENT: content, ...env } });
      return { api: program({}), ...(over ? { streams: program({ TRANSPORT: over }) } : {}) };
    },
  };
}

/** The recorder of 0.25 writes events of events.k8s.io, which are looked for among those of the core. */
const controllerRuntime = (version: string, sources: string, required: Record<string, string> = {}): StockClient => ({
  language: 'go',
  name: 'controller-runtime',
  version,
  inShortForm: false,
  steps: CONTROLLER_STEPS,
  prepare() {
    const modules = { 'sigs.k8s.io/controller-runtime': version, ...required };
    const folders = ['controller-runtime', `controller-runtime/${sources}`];
    return { api: { command: built(`controller-runtime-${version}`, modules, ...folders), args: [] } };
  },
});

export const goClients = [
  clientGo('0.21.14', 'json', 'SPDY'),
  clientGo('0.21.14', 'protobuf'),
  clientGo('0.37.2', 'json', 'SPDY'),
  clientGo('0.37.2', 'protobuf', 'WebSocket'),
  controllerRuntime('0.9.7', '0.9', { 'k8s.io/client-go': '0.21.14' }),
  controllerRuntime('0.25.2', '0.25'),
];

/** Built with that version of controller-runtime: a controller with a test as users of its envtest write them. */
export const envtestProgram = (version: string): string =>
  built(`envtest-${version}`, envtestModules(version), 'envtest');

/** Path of a program that calls by way of xDS. */
export const grpcXdsProgram = (version: string): string =>
  built(`grpc-xds-${version}`, { 'google.golang.org/grpc': version }, 'grpc-xds');
