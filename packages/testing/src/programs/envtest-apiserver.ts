import { serveStore } from '@kubets/apps/apiserver/src/serve-store';
import type { ServiceContext } from '@kubets/component';
import { createMemoryStore } from '@kubets/store';
import { tellFirstEnd } from '../cluster/first-end';
import { apiserverConfigOf, type EnvtestApiserverConfig } from './envtest-apiserver-config';

export async function start(context: ServiceContext<EnvtestApiserverConfig>): Promise<void> {
  const { clock, config } = context;
  context.onStop(tellFirstEnd);
  await serveStore({ ...context, config: apiserverConfigOf(config) }, createMemoryStore({ clock }));
}
