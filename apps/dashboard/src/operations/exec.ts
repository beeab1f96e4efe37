import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { statusError } from '@kubets/apimachinery';
import type { RawData, WebSocket } from 'ws';
import { refusal } from '../cluster/api';
import { objectPath } from '../cluster/paths';
import type { OperationContext, Run } from './operation';

const PROTOCOL = 'v5.channel.k8s.io';
/** The first byte of each message. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 };
const MOST_WORDS = 100;
const MOST_ERROR = 64 * 1024;
/** What is typed waits here while the other side does not read. */
const MOST_UNREAD = 1024 * 1024;

export const runExec: Run<'exec'> = async ({ namespace, pod, container, command, columns, rows }, context) => {
  if (command.length === 0 || command.length > MOST_WORDS)
    throw statusError('BadRequest', `a command of 1 to ${MOST_WORDS} words is wanted`);
  const query = new URLSearchParams({ container, stdin: 'true', stdout: 'true', tty: 'true' });
  for (const word of command) query.append('command', word);
  const path = objectPath({ group: '', version: 'v1', resource: 'pods', namespace, name: pod });
  const socket = context.api.socket(`${path}/exec?${query}`, PROTOCOL);
  try {
    await run(socket, context, { columns, rows });
  } finally {
    socket.terminate();
  }
};

function run(socket: WebSocket, context: OperationContext, size: { columns: number; rows: number }): Promise<void> {
  const { answer, signal } = context;
  const [stdout, stderr] = [new StringDecoder('utf8'), new StringDecoder('utf8')];
  const send = (channel: number, text: string) => {
    if (socket.readyState !== socket.OPEN || socket.bufferedAmount > MOST_UNREAD) return;
    socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]));
  };
  const resize = (columns: number, rows: number) =>
    send(CHANNEL.resize, JSON.stringify({ Width: columns, Height: rows }));
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    socket.once('open', () => {
      resize(size.columns, size.rows);
      context.onInput((text) => send(CHANNEL.stdin, text));
      context.onResize(resize);
    });
    socket.on('message', (data: RawData) => {
      const bytes = data as Buffer;
      const [channel, rest] = [bytes[0], bytes.subarray(1)];
      if (rest.length === 0) return;
      if (channel === CHANNEL.error) return answer({ type: 'exit', message: exitOf(rest.toString('utf8')) });
      answer({ type: 'text', text: (channel === CHANNEL.stderr ? stderr : stdout).write(rest) });
      socket.pause();
      void context.room().then(() => socket.resume());
    });
    socket.once('unexpected-response', (_, response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text = (text + part).slice(0, MOST_ERROR)));
      response.once('close', () => reject(refusal(response.statusCode ?? 500, text)));
    });
    socket.once('close', () => resolve());
    socket.once('error', (error) =>
      reject(statusError('ServiceUnavailable', `the connection to the container broke: ${error.message}`)),
    );
  });
}

/** What the last message says of the command's end; empty when it went well. */
function exitOf(text: string): string {
  try {
    const { status, message } = JSON.parse(text) as { status?: string; message?: string };
    return status === 'Success' ? '' : (message ?? text);
  } catch {
    return text;
  }
}
