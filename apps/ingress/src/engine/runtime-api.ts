import { connect } from 'node:net';

const TIMEOUT_MS = 5000;
/** Bytes of commands that are sent at once; the engine reads at most a buffer of 16 KiB. */
const MOST_BYTES = 8000;
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;

/** Asks a running engine on its socket. */
export interface RuntimeApi {
  /** What the commands print, one after the other. Rejects when the engine is not there or does not answer in time. */
  run(commands: readonly string[]): Promise<string>;
}

export function createRuntimeApi(socketPath: string, timeoutMs = TIMEOUT_MS): RuntimeApi {
  return {
    async run(commands) {
      let output = '';
      for (const line of linesOf(commands)) output += await ask(socketPath, line, timeoutMs);
      return output;
    },
  };
}

/** As few lines as hold all commands, in their order. */
export function linesOf(commands: readonly string[]): string[] {
  const lines: string[] = [];
  for (const command of commands) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + command.length < MOST_BYTES) lines[lines.length - 1] = `${last};${command}`;
    else lines.push(command);
  }
  return lines;
}

function ask(path: string, line: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = connect(path);
    // Of all of the answer, which may come in ever so small pieces.
    const timer = setTimeout(() => socket.destroy(new Error(`the engine at ${path} does not answer`)), timeoutMs);
    socket.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_ANSWER_BYTES) socket.destroy(new Error(`the engine at ${path} does not stop answering`));
      else chunks.push(chunk);
    });
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
    socket.write(`${line}\n`);
  });
}

export interface EngineInfo {
  pid: number;
  /** Of the configuration it runs with. */
  digest: string;
}

/** What `show info` says; undefined for what is no such text. */
export function parseInfo(text: string): EngineInfo | undefined {
  const field = (name: string) => new RegExp(`^${name}: (\\S+)$`, 'm').exec(text)?.[1];
  const [pid, digest] = [Number(field('Pid')), field('description')];
  return Number.isInteger(pid) && pid > 0 && digest !== undefined ? { pid, digest } : undefined;
}

export type ServerState = 'ready' | 'maint';
/** By backend, by server. */
export type ServerStates = Map<string, Map<string, ServerState>>;

const FORCED_MAINTENANCE = 1;

/** What `show servers state` says of the servers of every backend. */
export function parseServers(text: string): ServerStates {
  const states: ServerStates = new Map();
  for (const line of text.split('\n')) {
    const [, backend, , server, , , admin] = line.split(' ');
    if (!/^\d/.test(line) || backend === undefined || server === undefined || admin === undefined) continue;
    const servers = states.get(backend) ?? new Map<string, ServerState>();
    states.set(backend, servers);
    servers.set(server, (Number(admin) & FORCED_MAINTENANCE) !== 0 ? 'maint' : 'ready');
  }
  return states;
}
