import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROLLER_STEPS, stepsBut, STREAM_STEPS } from './expected';
import { installed, runInstaller } from './install';
import type { StockClient } from './stock-client';

/** Builds the program of the folders' files below `go`; what the required versions depend on follows from their go.mod. */
function built(name: string, required: Record<string, string>, ...folders: string[]): string {
  const folder = installed(`go/${name}`, (into) => {
    for (const from of folders.map((one) => join(__dirname, 'go', one)))
      for (const file of readdirSync(from).filter((one) => one.endsWith('.go')))
        copyFileSync(join(from, file), join(into, file));
    const requirements = Object.entries(required).map(([module, version]) => `require ${module} v${version}\n`);
    writeFileSync(join(into, 'go.mod'), `module kubets.test/clients\n\ngo 1.16\n\n${requirements.join('')}`);
    const env = { GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off' };
    runInstaller('go', ['mod', 'tidy'], { cwd: into, env });
    runInstaller('go', ['build', '-o', 'program', '.'], { cwd: into, env });
  });
  return join(folder, 'program');
}

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
  built(
    `envtest-${version}`,
    { 'sigs.k8s.io/controller-runtime': version, 'k8s.io/apiextensions-apiserver': '0.37.0' },
    'envtest',
  );
