import { runService } from '@kubets/component';
import { config } from './config';
import { cleanUp, startProxy } from './proxy';

void runService({
  config,
  async start(context) {
    if (!context.config.cleanup) return startProxy(context);
    await cleanUp(context.config, context.logger);
    process.exit(0);
  },
});
