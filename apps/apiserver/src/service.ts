import type { ServiceContext } from '@kubets/component';
import type { ApiserverConfig } from './config';
import { serveEtcd } from './serve-etcd';

export async function start(context: ServiceContext<ApiserverConfig>): Promise<void> {
  if (context.config.workers > 1) await (await import('./workers')).startWithWorkers(context);
  else await serveEtcd(context);
}
