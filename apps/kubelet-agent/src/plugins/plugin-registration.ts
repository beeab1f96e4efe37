import { RegistrationService } from '@kubets/proto-gen/pluginregistration/v1';
import type { Clock, Logger } from '@kubets/component';
import { watch } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFields } from '../system/error-fields';
import { assertServes } from '../system/assert-serves';
import { connectSocket } from '../system/socket-client';

/** Who takes plugins of one type. */
export interface PluginHandler {
  type: string;
  /** Throws Error for a plugin that it cannot take. */
  register(name: string, endpoint: string, versions: readonly string[]): Promise<void>;
  /** Of the plugin that serves there: another of the same name may have come meanwhile. */
  unregister(name: string, endpoint: string): Promise<void>;
}

export interface PluginRegistrationOptions {
  /** plugins_registry below the root directory. */
  directory: string;
  handlers: readonly PluginHandler[];
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

const RETRY_MS = 5000;
const CALL_TIMEOUT_MS = 10_000;
/** Of the directory; nobody has so many plugins. */
const MOST_ENTRIES = 1_000;

interface Plugin {
  /** Tells a socket that was made anew from the one before. */
  made: string;
  name?: string;
  endpoint?: string;
  handler?: PluginHandler;
}

/** Takes every plugin that puts a socket into the directory, and lets it go when the socket is gone. Resolves once it looks. */
export async function startPluginRegistration(o: PluginRegistrationOptions): Promise<void> {
  const known = new Map<string, Plugin>();
  let turn: Promise<void> = Promise.resolve();
  const look = (): void => void (turn = turn.then(compare));

  async function compare(): Promise<void> {
    if (o.signal.aborted) return;
    const present = await sockets(o.directory);
    for (const [path, plugin] of known) {
      if (present.get(path) === plugin.made) continue;
      known.delete(path);
      await plugin.handler?.unregister(plugin.name!, plugin.endpoint!);
    }
    for (const [path, made] of present) {
      if (known.has(path)) continue;
      const plugin: Plugin = { made };
      known.set(path, plugin);
      // One that does not answer keeps no other waiting.
      void introduce(path, plugin).catch((error: unknown) => {
        if (known.get(path) === plugin) known.delete(path);
        o.logger.warn({ ...errorFields(error), socket: path }, 'Plugin cannot be registered, trying again');
        o.clock.after(RETRY_MS, look);
      });
    }
  }

  async function introduce(path: string, plugin: Plugin): Promise<void> {
    await assertServes(path);
    const client = connectSocket(path);
    const timeout = { timeoutMs: CALL_TIMEOUT_MS };
    try {
      const {
        type = '',
        name = '',
        endpoint: told,
        supportedVersions = [],
      } = await client.call(RegistrationService.getInfo, {}, timeout);
      // Its socket has gone, or is another's, while it was asked.
      if (known.get(path) !== plugin) return;
      const endpoint = told || path;
      const handler = o.handlers.find((one) => one.type === type);
      const problem = await (
        handler
          ? handler.register(name, endpoint, supportedVersions)
          : Promise.reject(new Error(`no handler registered for plugin type: ${type}`))
      ).then(
        () => undefined,
        (error: Error) => error,
      );
      const status = { pluginRegistered: problem === undefined, error: problem?.message ?? '' };
      await client.call(RegistrationService.notifyRegistrationStatus, status, timeout);
      if (problem && handler) throw problem;
      if (handler) Object.assign(plugin, { name, endpoint, handler });
      if (handler && known.get(path) !== plugin) await handler.unregister(name, endpoint);
      o.logger.info({ type, name, registered: problem === undefined }, 'Plugin found');
    } finally {
      client.close();
    }
  }

  await mkdir(o.directory, { recursive: true, mode: 0o750 });
  const watcher = watch(o.directory, look);
  o.signal.addEventListener('abort', () => watcher.close(), { once: true });
  look();
}

/** The same in the place that drivers know, for good; what keeps it from that is in the log. */
export const takePlugins = ({
  rootDir,
  ...o
}: Omit<PluginRegistrationOptions, 'directory'> & { rootDir: string }): Promise<void> =>
  startPluginRegistration({ ...o, directory: join(rootDir, 'plugins_registry') }).catch((error: unknown) =>
    o.logger.error(errorFields(error), 'Drivers cannot register'),
  );

/** Path → when and as what it was made. Names that begin with a dot are not for the kubelet. */
async function sockets(directory: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of (await readdir(directory).catch(() => [])).sort().slice(0, MOST_ENTRIES)) {
    const path = join(directory, name);
    const stats = name.startsWith('.') ? undefined : await stat(path).catch(() => undefined);
    if (stats?.isSocket()) found.set(path, `${stats.ino}/${stats.ctimeMs}`);
  }
  return found;
}
