import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepsBut } from './expected';
import { installed, runInstaller } from './install';
import type { StockClient } from './stock-client';

/** Kubernetes' own client; what a version depends on follows from its go.mod. */
const clientGo = (version: string, content: 'json' | 'protobuf'): StockClient => ({
  language: 'go',
  name: `client-go in ${content}`,
  version,
  inShortForm: false,
  steps: stepsBut('watch ends', 'lease', 'access review', 'event', 'from a manifest'),
  // What is there comes again every second.
  peculiar: { informer: ['add', 'resync', 'update', 'delete'] },
  prepare() {
    const folder = installed(`go/client-go-${version}`, (into) => {
      copyFileSync(join(__dirname, 'go/main.go'), join(into, 'main.go'));
      writeFileSync(
        join(into, 'go.mod'),
        `module kubets.test/clients\n\ngo 1.16\n\nrequire k8s.io/client-go v${version}\n`,
      );
      const env = { GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off' };
      runInstaller('go', ['build', '-o', 'program', '.'], { cwd: into, env });
    });
    return { command: join(folder, 'program'), args: [], env: { CONTENT: content } };
  },
});

export const goClients = ['0.21.14', '0.37.2'].flatMap((version) => [
  clientGo(version, 'json'),
  clientGo(version, 'protobuf'),
]);
