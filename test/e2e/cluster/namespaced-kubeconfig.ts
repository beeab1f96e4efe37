import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { E2E } from './e2e-cluster';

/** Writes a kubeconfig of the shared cluster whose commands are about one namespace unless they say otherwise. */
export function writeNamespacedKubeconfig(file: string, namespace: string): void {
  const config = parse(readFileSync(E2E.kubeconfig, 'utf8'));
  config.contexts[0].context.namespace = namespace;
  writeFileSync(file, stringify(config), { mode: 0o600 });
}
