import { setMaxListeners } from 'node:events';
import { collectWhenIdle } from './collect-when-idle';
import { serveDiagnostics, type DiagnosticsConfig } from './diagnostics';
import { boundHeapGrowth } from './heap-growth';
import { boundYoungGeneration, keepYoungGeneration } from './young-generation';
import { createLogger, setLogLevel, type Logger, type LogLevel } from './logger';
import { createServiceContext, type ServiceContext } from './service-context';
import { version } from './version';

export interface Service<C> {
  /** Such as `kube-proxy`. */
  name: string;
  /** Made of logOptions and more; with servingOptions among them the diagnostics server is started before `start`. */
  config: C;
  /** The values of its flags, as /flagz tells them. */
  flags?: Readonly<Record<string, string>>;
  /**
   * Small: V8 collects more often, for up to a tenth more processor time. For what runs on every node and holds much that stays, so
   * that it has its most work as it starts.
   */
  memory?: 'small';
  /** May return once everything is running or only when it has ended; the process lives until the signal either way. A rejection ends it with exit code 1. */
  start(context: ServiceContext<C>): Promise<void>;
}

/** The process as runService sees it, so that it can be tested. */
export interface ServiceHost {
  on(
    event: 'SIGTERM' | 'SIGINT' | 'SIGUSR2' | 'unhandledRejection' | 'uncaughtException',
    listener: (reason: unknown) => void,
  ): unknown;
  exit(code: number): void;
  createLogger(options: { service: string; level?: string }): Logger;
}

const processHost: ServiceHost = {
  on: (event, listener) => process.on(event, listener),
  exit: (code) => process.exit(code),
  createLogger,
};

const SMALL_GROWTH_PERCENT = 50;

/** What a service has left to be done at its end gets this time altogether. */
const STOP_TIMEOUT_MS = 10_000;

/** The one bootstrap of all services once they are configured: log, diagnostics, signals, orderly exit. */
export async function runService<C>(
  { name: service, config, flags, memory, start }: Service<C>,
  host: ServiceHost = processHost,
): Promise<void> {
  const logger = host.createLogger({ service, level: (config as { logLevel?: string }).logLevel });
  host.on('SIGUSR2', toggleDebug(logger));
  const stopping = new AbortController();
  // Every loop of a service listens for its end: many listeners are no leak.
  setMaxListeners(0, stopping.signal);
  if (memory === 'small') {
    boundHeapGrowth(SMALL_GROWTH_PERCENT);
    keepYoungGeneration();
  } else {
    boundHeapGrowth();
    boundYoungGeneration(stopping.signal);
  }
  collectWhenIdle(stopping.signal);

  const fail = (message: string) => (err: unknown) => {
    logger.fatal({ err }, message);
    host.exit(1);
  };
  host.on('unhandledRejection', fail('Unhandled rejection'));
  host.on('uncaughtException', fail('Uncaught exception'));
  const stoppedBadly = (err: unknown) => logger.error({ err }, 'A part did not stop cleanly');
  const stopped = new Promise<void>((resolve) =>
    stopping.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    host.on(name, () => {
      // A second signal means that somebody is tired of waiting.
      if (stopping.signal.aborted) return host.exit(1);
      logger.info({ signal: name }, 'Stopping');
      stopping.abort();
    });
  }

  const { context, stop } = createServiceContext({
    config,
    logger,
    signal: stopping.signal,
    component: service,
    ...(flags ? { flags } : {}),
  });
  // Waiting for a promise does not keep a Node.js process alive.
  const keepAlive = setInterval(() => undefined, 3_600_000);
  let running: Promise<void>;
  try {
    logger.info({ version: version.gitVersion }, 'Starting');
    const diagnostics = config as Partial<DiagnosticsConfig>;
    if (diagnostics.bindAddress !== undefined && diagnostics.securePort) {
      await serveDiagnostics({
        config: diagnostics as DiagnosticsConfig,
        health: context.health,
        metrics: context.metrics,
        pages: context.pages,
        logger,
        signal: stopping.signal,
      });
    }
    running = start(context);
    await Promise.race([running, stopped]);
  } catch (err) {
    clearInterval(keepAlive);
    fail('Service failed')(err);
    return;
  }
  await stopped;
  // After what start() itself has left to do, which may need the parts.
  await withTimeout(running.catch(stoppedBadly).then(stop), logger);
  clearInterval(keepAlive);
  logger.info('Stopped');
  host.exit(0);
}

/** More in the log of a service that runs, and at the next signal as much as before. */
function toggleDebug(logger: Logger): () => void {
  const usual = logger.level as LogLevel;
  return () => {
    const level = logger.level === 'debug' ? (usual === 'debug' ? 'info' : usual) : 'debug';
    setLogLevel(logger, level);
    logger.info({ logLevel: level }, 'Log level changed');
  };
}

function withTimeout(work: Promise<void>, logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      logger.warn({ timeoutMs: STOP_TIMEOUT_MS }, 'Parts are still running, leaving anyway');
      resolve();
    }, STOP_TIMEOUT_MS);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
