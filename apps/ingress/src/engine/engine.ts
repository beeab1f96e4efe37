import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Logger } from '@kubets/component';
import type { Routing } from '../model/routing';
import { checkConfig, isEngine, signalEngine, startEngine } from './engine-process';
import { engineDigest, engineFiles, type EndpointsOf, type EngineSettings } from './haproxy-config';
import { createRuntimeApi, parseInfo, parseServers, type RuntimeApi } from './runtime-api';
import { serverChanges } from './server-changes';

/** Between two replacements of the process; what changes in between is one. */
const LEAST_BETWEEN_STARTS_MS = 1000;
const START_TIMEOUT_MS = 30_000;
const START_POLL_MS = 50;
const LOOK_EVERY_MS = 1000;
/** How often servers that are to go are looked at again. */
const UNFINISHED_AGAIN_MS = 6000;
/** Replaced processes that still have requests under way; beyond, the oldest is ended. */
const MOST_REPLACED = 8;

const GENERATION = /^generation-(\d{1,15})$/;

export interface EngineOptions {
  program: string;
  /** For the engine alone; may hold what an earlier one left. */
  dir: string;
  settings: EngineSettings;
  clock: Clock;
  logger: Logger;
}

/** The proxy that requests pass through: one process, replaced when rules change, told when endpoints do. */
export interface Engine {
  /**
   * Brings the engine in line, starting it if it does not run. Returns when it wants to be called again even if nothing
   * changes, and whether requests are led by another routing until then. A routing is taken to be as it was when it is the same object. Rejects when the engine cannot be started or asked; what ran before runs on.
   */
  apply(routing: Routing, endpointsOf: EndpointsOf): Promise<{ againAfterMs?: number; isPutOff?: true }>;
  isRunning(): boolean;
  /** Told whenever a process has ended that was to run. */
  onEnd(handler: () => void): void;
  /** Lets requests under way end, and takes no more. */
  stop(): Promise<void>;
}

interface Running {
  pid: number;
  digest: string;
  dir: string;
  api: RuntimeApi;
  startedMs: number;
}

export function createEngine({ program, dir, settings, clock, logger }: EngineOptions): Engine {
  let running: Running | undefined;
  let isLookedFor = false;
  let generation = 0;
  let onEnd: () => void = () => undefined;
  let replaced: number[] = [];
  /** A configuration that the engine did not take is not offered again and again. */
  let refused: { digest: string; reason: string } | undefined;

  const digests = new WeakMap<Routing, string>();

  function digestOf(routing: Routing): string {
    const digest = digests.get(routing) ?? engineDigest(routing, settings);
    digests.set(routing, digest);
    return digest;
  }

  const socketOf = (generationDir: string) => join(generationDir, 'engine.sock');
  const alive = (): Running | undefined => (running && isEngine(running.pid, dir) ? running : undefined);

  /** Only of a process that this one has started is the end told; one found running is looked at. */
  function watch({ pid }: Running): void {
    clock.after(LOOK_EVERY_MS, () => {
      if (running?.pid !== pid) return;
      if (isEngine(pid, dir)) watch(running);
      else onEnd();
    });
  }

  /** Takes over what an earlier process of this service has left running. */
  async function adopt(): Promise<void> {
    if (isLookedFor) return;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const generations = (await readdir(dir)).flatMap((name) => GENERATION.exec(name)?.[1] ?? []).map(Number);
    generation = Math.max(0, ...generations);
    for (const number of generations.sort((a, b) => b - a)) {
      const generationDir = join(dir, `generation-${number}`);
      const api = createRuntimeApi(socketOf(generationDir));
      const info = parseInfo(await api.run(['show info']).catch(() => ''));
      if (!info || running) continue;
      running = { ...info, dir: generationDir, api, startedMs: -Infinity };
      logger.info({ engine: info.pid }, 'Engine found running');
      watch(running);
    }
    isLookedFor = true;
  }

  async function start(routing: Routing, endpointsOf: EndpointsOf): Promise<void> {
    const generationDir = join(dir, `generation-${++generation}`);
    const digest = digestOf(routing);
    const files = engineFiles(routing, { endpointsOf, settings, dir: generationDir, socket: socketOf(generationDir) });
    await mkdir(generationDir, { recursive: true, mode: 0o700 });
    try {
      for (const [name, text] of files) await writeFile(join(generationDir, name), text, { mode: 0o600 });
      const config = join(generationDir, 'haproxy.cfg');
      const reason = await checkConfig(program, config);
      if (reason !== undefined) {
        refused = { digest, reason };
        throw new Error(`the engine does not take its configuration: ${reason}`);
      }
      const before = alive();
      const { pid, ended } = startEngine(program, config, before && { pid: before.pid, socket: socketOf(before.dir) });
      const api = createRuntimeApi(socketOf(generationDir));
      await answering(api, ended);
      if (pid === undefined) throw new Error('the engine has no pid');
      running = { pid, digest, dir: generationDir, api, startedMs: clock.monotonicMs() };
      if (before) retire(before.pid);
      void ended.then(() => running?.pid === pid && onEnd());
      logger.info(
        { engine: pid, replaced: before?.pid, routes: routing.routes.length, backends: routing.backends.length },
        'Engine started',
      );
    } catch (error) {
      await rm(generationDir, { recursive: true, force: true });
      throw error;
    }
    // Keys of certificates lie there; a running engine has read all it needs.
    await removeGenerations(generationDir);
  }

  async function removeGenerations(except?: string): Promise<void> {
    const names = (await readdir(dir)).filter((name) => GENERATION.test(name) && join(dir, name) !== except);
    await Promise.all(names.map((name) => rm(join(dir, name), { recursive: true, force: true })));
  }

  async function answering(api: RuntimeApi, ended: Promise<string>): Promise<void> {
    let end: string | undefined;
    void ended.then((how) => (end = how));
    const untilMs = clock.monotonicMs() + START_TIMEOUT_MS;
    for (;;) {
      if (parseInfo(await api.run(['show info']).catch(() => ''))) return;
      if (end !== undefined) throw new Error(`the engine ended at its start: ${end}; are its ports taken?`);
      if (clock.monotonicMs() > untilMs) throw new Error('the engine does not answer after its start');
      await clock.sleep(START_POLL_MS);
    }
  }

  function retire(pid: number): void {
    replaced = [...replaced.filter((one) => isEngine(one, dir)), pid];
    for (const one of replaced.splice(0, Math.max(0, replaced.length - MOST_REPLACED))) signalEngine(one, 'SIGTERM');
  }

  async function syncServers({ api }: Running, routing: Routing, endpointsOf: EndpointsOf): Promise<boolean> {
    const current = parseServers(await api.run(['show servers state']));
    // Of a configuration that still waits to be taken up, backends may be missing.
    const there = routing.backends.filter(({ name }) => current.has(name) || endpointsOf(name).length > 0);
    const { commands, isUnfinished } = serverChanges(current, there, endpointsOf);
    if (commands.length > 0) {
      const output = await api.run(commands);
      logger.debug({ commands: commands.length, output: output.slice(0, 2000) }, 'Endpoints changed');
    }
    return isUnfinished;
  }

  return {
    async apply(routing, endpointsOf) {
      await adopt();
      const now = clock.monotonicMs();
      const digest = digestOf(routing);
      const engine = alive();
      const startedMs = running?.startedMs ?? -Infinity;
      if (running && !engine) logger.warn({ engine: running.pid }, 'Engine has ended, starting it again');
      running = engine;
      if (engine && engine.digest !== digest && refused?.digest === digest) {
        await syncServers(engine, routing, endpointsOf);
        throw new Error(`the engine does not take its configuration: ${refused.reason}`);
      }
      if (!engine || engine.digest !== digest) {
        const waitMs = startedMs + LEAST_BETWEEN_STARTS_MS - now;
        if (waitMs <= 0) await start(routing, endpointsOf);
        else if (engine) await syncServers(engine, routing, endpointsOf);
        return waitMs <= 0 ? {} : { againAfterMs: waitMs, isPutOff: true };
      }
      return (await syncServers(engine, routing, endpointsOf)) ? { againAfterMs: UNFINISHED_AGAIN_MS } : {};
    },
    isRunning: () => alive() !== undefined,
    async stop() {
      await adopt();
      const engine = alive();
      running = undefined;
      refused = undefined;
      for (const pid of [...replaced, ...(engine ? [engine.pid] : [])])
        if (isEngine(pid, dir)) signalEngine(pid, 'SIGUSR1');
      replaced = [];
      if (engine) logger.info({ engine: engine.pid }, 'Engine stopped');
      await removeGenerations();
    },
    onEnd(handler) {
      onEnd = handler;
    },
  };
}
