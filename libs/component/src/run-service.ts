import { setMaxListeners } from 'node:events';
import { collectWhenIdle } from './collect-when-idle';
import { ConfigError } from './config/config-error';
import type { ConfigOf, ConfigSchema, OptionSpecs } from './config/option';
import { serveDiagnostics, type DiagnosticsConfig } from './diagnostics';
import { createHealth, type Health } from './health';
import { HEARTBEAT_VARIABLE, startHeartbeat } from './heartbeat';
import { createLogger, type Logger } from './logger';
import { createMetrics, type Metrics } from './metrics';
import { version } from './version';

export interface ServiceContext<C> {
  config: C;
  logger: Logger;
  metrics: Metrics;
  health: Health;
  /** Aborted by SIGTERM and SIGINT. */
  signal: AbortSignal;
  /** Work to be waited for after the signal and the end of `start`; run in reverse order of registration, at most 10 s altogether. */
  onStop(stop: () => void | Promise<void>): void;
}

export interface Service<O extends OptionSpecs> {
  /** Must contain logOptions; with servingOptions in it the diagnostics server is started before `start`. */
  config: ConfigSchema<O>;
  /** May return once everything is running or only when it has ended; the process lives until the signal either way. A rejection ends it with exit code 1. */
  start(context: ServiceContext<ConfigOf<O>>): Promise<void>;
}

/** The process as runService sees it, so that it can be tested. */
export interface ServiceHost {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  on(
    event: 'SIGTERM' | 'SIGINT' | 'unhandledRejection' | 'uncaughtException',
    listener: (reason: unknown) => void,
  ): unknown;
  write(stream: 'stdout' | 'stderr', text: string): void;
  exit(code: number): void;
  createLogger(options: { service: string; level?: string }): Logger;
}

const processHost: ServiceHost = {
  argv: process.argv.slice(2),
  env: process.env,
  on: (event, listener) => process.on(event, listener),
  write: (stream, text) => void process[stream].write(text),
  exit: (code) => process.exit(code),
  createLogger,
};

const STOP_TIMEOUT_MS = 10_000;

/** The one bootstrap of all services: configuration, log, diagnostics, signals, orderly exit. The last call of every main.ts. */
export async function runService<O extends OptionSpecs>(
  service: Service<O>,
  host: ServiceHost = processHost,
): Promise<void> {
  const config = parseOrExit(service.config, host);
  if (!config) return;
  const heartbeatFd = host.env[HEARTBEAT_VARIABLE];
  if (heartbeatFd) startHeartbeat(Number(heartbeatFd));
  const logger = host.createLogger({ service: service.config.name, level: (config as { logLevel?: string }).logLevel });
  const stopping = new AbortController();
  // Every loop of a service listens for its end: many listeners are no leak.
  setMaxListeners(0, stopping.signal);
  collectWhenIdle(stopping.signal);
  const stops: (() => void | Promise<void>)[] = [];

  const fail = (message: string) => (err: unknown) => {
    logger.fatal({ err }, message);
    host.exit(1);
  };
  host.on('unhandledRejection', fail('Unhandled rejection'));
  host.on('uncaughtException', fail('Uncaught exception'));
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

  const health = createHealth();
  health.addCheck('ping', () => undefined);
  const metrics = createMetrics();
  const context = {
    config,
    logger,
    metrics,
    health,
    signal: stopping.signal,
    onStop: (stop: () => void | Promise<void>) => void stops.push(stop),
  };
  // Waiting for a promise does not keep a Node.js process alive.
  const keepAlive = setInterval(() => undefined, 3_600_000);
  let running: Promise<void>;
  try {
    logger.info({ version: version.gitVersion }, 'Starting');
    const diagnostics = config as Partial<DiagnosticsConfig>;
    if (diagnostics.bindAddress !== undefined && diagnostics.securePort) {
      await serveDiagnostics({
        config: diagnostics as DiagnosticsConfig,
        health,
        metrics,
        logger,
        signal: stopping.signal,
      });
    }
    running = service.start(context);
    await Promise.race([running, stopped]);
  } catch (err) {
    clearInterval(keepAlive);
    fail('Service failed')(err);
    return;
  }
  await stopped;
  // In reverse, after what start() itself has left to do, which may need the parts.
  await withTimeout(stopAll([...stops, () => running], logger), logger);
  clearInterval(keepAlive);
  logger.info('Stopped');
  host.exit(0);
}

function parseOrExit<O extends OptionSpecs>(schema: ConfigSchema<O>, host: ServiceHost): ConfigOf<O> | undefined {
  try {
    return schema.parse(host.argv, host.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    host.write(error.exitCode === 0 ? 'stdout' : 'stderr', `${error.message}\n`);
    host.exit(error.exitCode);
    return undefined;
  }
}

async function stopAll(stops: readonly (() => void | Promise<void>)[], logger: Logger): Promise<void> {
  for (const stop of stops.toReversed()) {
    try {
      await stop();
    } catch (err) {
      logger.error({ err }, 'A part did not stop cleanly');
    }
  }
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
