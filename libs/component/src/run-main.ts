import { ConfigError } from './config/config-error';
import { flagTexts } from './config/flag-texts';
import type { ConfigOf, ConfigSchema, OptionSpecs } from './config/option';
import { HEARTBEAT_VARIABLE, startHeartbeat } from './heartbeat';
import type { Service } from './run-service';

/** The process as runMain sees it, so that it can be tested. */
export interface MainHost<O extends OptionSpecs> {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  write(stream: 'stdout' | 'stderr', text: string): void;
  exit(code: number): void;
  run(service: Service<ConfigOf<O>>): Promise<void>;
}

/**
 * All that the main.ts of a service does: reads the flags, then loads the service and runs it until a signal. --help,
 * --version and wrong flags are answered without loading it.
 */
export async function runMain<O extends OptionSpecs>(
  schema: ConfigSchema<O>,
  load: () => Promise<Pick<Service<ConfigOf<O>>, 'start' | 'memory'>>,
  host: MainHost<O> = processHost(),
): Promise<void> {
  const config = await parseOrExit(schema, host);
  if (!config) return;
  const heartbeatFd = host.env[HEARTBEAT_VARIABLE];
  if (heartbeatFd) startHeartbeat(Number(heartbeatFd));
  const { start, memory } = await load();
  const flags = flagTexts(schema.options, config);
  await host.run({ name: schema.name, config, start, flags, ...(memory && { memory }) });
}

const processHost = <O extends OptionSpecs>(): MainHost<O> => ({
  argv: process.argv.slice(2),
  env: process.env,
  write: (stream, text) => void process[stream].write(text),
  exit: (code) => process.exit(code),
  run: async (service) => (await import('./run-service')).runService(service),
});

async function parseOrExit<O extends OptionSpecs>(
  schema: ConfigSchema<O>,
  host: MainHost<O>,
): Promise<ConfigOf<O> | undefined> {
  try {
    const path = schema.configFile(host.argv, host.env);
    const fromFile = path ? (await import('./config/config-file')).readConfigFile(path) : {};
    const config = schema.parse(host.argv, host.env, fromFile);
    await schema.verify(config);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    host.write(error.exitCode === 0 ? 'stdout' : 'stderr', `${error.message}\n`);
    host.exit(error.exitCode);
    return undefined;
  }
}
