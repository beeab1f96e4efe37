import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { WebSocket } from 'ws';

const DEADLINE_MS = 4000;
/** A recursion without end has thousands. */
const MAX_FRAMES = 50;

interface Frame {
  functionName: string;
  url: string;
  /** Counted from zero. */
  lineNumber: number;
  columnNumber: number;
}

/** The inspector protocol's events that are of interest here. */
type InspectorEvent =
  | { method: 'Debugger.scriptParsed'; params: { scriptId: string; url: string } }
  | {
      method: 'Debugger.paused';
      params: {
        callFrames: {
          functionName: string;
          location: { scriptId: string; lineNumber: number; columnNumber: number };
        }[];
      };
    };

/**
 * Prints where a Node.js process is, one line per frame, innermost first. The process has to have opened its debugger at
 * the address, and is left standing there: it is for processes that are ended afterwards.
 */
export async function stack(address: string): Promise<void> {
  const frames = await pausedAt(address);
  for (const frame of frames.slice(0, MAX_FRAMES)) console.log(describe(frame));
  if (frames.length > MAX_FRAMES) console.log(`… ${frames.length - MAX_FRAMES} more`);
}

function pausedAt(address: string): Promise<Frame[]> {
  return new Promise((resolve, reject) => {
    const urls = new Map<string, string>();
    const socket = new WebSocket(address, { perMessageDeflate: false });
    const timer = setTimeout(
      () => finish(() => reject(new Error(`no stack within ${DEADLINE_MS / 1000} s`))),
      DEADLINE_MS,
    );
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.terminate();
      settle();
    };
    socket.once('error', (error) => finish(() => reject(error)));
    socket.once('open', () =>
      ['Debugger.enable', 'Debugger.pause'].forEach((method, id) => socket.send(JSON.stringify({ id, method }))),
    );
    socket.on('message', (data: Buffer) => {
      const { method, params } = JSON.parse(data.toString()) as InspectorEvent;
      if (method === 'Debugger.scriptParsed') urls.set(params.scriptId, params.url);
      if (method !== 'Debugger.paused') return;
      const frames = params.callFrames.map(({ functionName, location }) => ({
        functionName,
        ...location,
        url: urls.get(location.scriptId) ?? '',
      }));
      finish(() => resolve(frames));
    });
  });
}

/** In terms of the source where a bundle's map lies beside it. */
function describe({ functionName, url, lineNumber, columnNumber }: Frame): string {
  const name = functionName || '(anonymous)';
  const map = sourceMapOf(url);
  const original = map?.findEntry(lineNumber, columnNumber);
  if (original && 'originalSource' in original)
    return `at ${name} (${original.originalSource}:${original.originalLine + 1}:${original.originalColumn + 1})`;
  return `at ${name} (${url}:${lineNumber + 1}:${columnNumber + 1})`;
}

const maps = new Map<string, SourceMap | undefined>();

function sourceMapOf(url: string): SourceMap | undefined {
  if (!url.startsWith('file://')) return undefined;
  const file = `${new URL(url).pathname}.map`;
  if (!maps.has(file))
    maps.set(file, existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined);
  return maps.get(file);
}
