import type { ServiceContext } from '@kubets/component';
import type { ProxyConfig } from './config';
import { cleanUp, startProxy } from './proxy';

export async function start(context: ServiceContext<ProxyConfig>): Promise<void> {
  if (!context.config.cleanup) return startProxy(context);
  await cleanUp(context.config, context.logger);
  process.exit(0);
}
