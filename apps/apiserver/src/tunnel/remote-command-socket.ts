import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket } from 'ws';
import { isTrue } from '@kubets/apimachinery';
import { NORMAL_CLOSURE, sendHeldBack, writeHeldBack } from './byte-socket';
import { createFrameReader, dataFrames, endFrame, pingFrame, streamFrame } from './spdy-frames';

/** Channels of `v5.channel.k8s.io`: the first byte of each message. */
const CHANNELS = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 };
type Channel = keyof typeof CHANNELS;
/** The message after this byte is the channel on which the client sends no more: what version 5 is for. */
const CLOSE = 255;

/** The channels that a command has by its parameters, in the order in which their streams are opened. */
export function channelsOf(query: URLSearchParams): Channel[] {
  const asked = (name: string) => isTrue(query.get(name));
  const tty = asked('tty');
  return [
    'error',
    ...(asked('stdin') ? ['stdin' as const] : []),
    ...(asked('stdout') ? ['stdout' as const] : []),
    ...(asked('stderr') && !tty ? ['stderr' as const] : []),
    ...(tty ? ['resize' as const] : []),
  ];
}

/**
 * Joins a client that speaks `v5.channel.k8s.io` with a runtime that speaks SPDY, where alone it can be told that there is no more
 * input. Resolves when the connection has ended.
 */
export async function joinRemoteCommand(client: WebSocket, runtime: Duplex, head: Buffer, channels: Channel[]) {
  const streamIds = new Map(channels.map((channel, index) => [CHANNELS[channel], 2 * index + 1]));
  const channelIds = new Map([...streamIds].map(([channel, stream]) => [stream, channel]));
  const open = new Set(channels.filter((one) => one === 'stdin' || one === 'resize').map((one) => CHANNELS[one]));
  const write = (frame: Buffer) => writeHeldBack(runtime, client, frame);
  channels.forEach((channel, index) =>
    write(streamFrame(streamIds.get(CHANNELS[channel])!, { streamtype: channel }, index === 0)),
  );

  const read = createFrameReader({
    data(stream, bytes) {
      const channel = channelIds.get(stream);
      if (channel !== undefined) sendHeldBack(client, runtime, Buffer.concat([Buffer.from([channel]), bytes]));
    },
    reset: (stream) => void open.delete(channelIds.get(stream) ?? -1),
    ping: (payload) => write(pingFrame(payload)),
  });
  const readOrBreak = (bytes: Buffer) => {
    try {
      read(bytes);
    } catch (error) {
      runtime.destroy(error as Error);
    }
  };
  // Bytes or text: a client of Python sends what is typed as text.
  client.on('message', (message: RawData) => {
    const bytes = message as Buffer;
    const channel = bytes[0]!;
    if (bytes.length === 0) return;
    if (channel === CLOSE) {
      if (open.delete(bytes[1] ?? -1)) write(endFrame(streamIds.get(bytes[1]!)!));
    } else if (open.has(channel) && bytes.length > 1) write(dataFrames(streamIds.get(channel)!, bytes.subarray(1)));
  });
  client.on('error', () => client.terminate());
  client.once('close', () => runtime.destroy());
  runtime.on('error', () => client.terminate());
  runtime.on('data', readOrBreak);
  runtime.once('end', () => runtime.end());
  // As upstream, so that the client knows before there is output that the command runs.
  const lowest = channels.find((one) => one === 'stdout' || one === 'stderr') ?? 'error';
  client.send(Buffer.from([CHANNELS[lowest]]));
  if (head.length > 0) readOrBreak(head);
  await new Promise((resolve) => runtime.once('close', resolve));
  client.close(NORMAL_CLOSURE);
}
