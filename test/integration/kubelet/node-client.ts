import { readFileSync } from 'node:fs';
import { request, type RequestOptions } from 'node:https';
import WebSocket from 'ws';
import type { NodeFixture } from './node-fixture';

/** Calls the node's HTTPS API as the apiserver does. */
export function nodeClient(node: NodeFixture) {
  const trust = { ca: readFileSync(node.ca) };
  const admin = { ...trust, cert: readFileSync(node.admin.certificateFile), key: readFileSync(node.admin.keyFile) };
  const base = { host: node.nodeIp, port: 10250 };

  return {
    get(
      path: string,
      o: { anonymous?: boolean; token?: string; onData?(text: string): void; signal?: AbortSignal } = {},
    ): Promise<{ code: number; text: string }> {
      return new Promise((resolve, reject) => {
        const options: RequestOptions = {
          ...base,
          path,
          ...(o.anonymous || o.token ? trust : admin),
          ...(o.token ? { headers: { authorization: `Bearer ${o.token}` } } : {}),
          agent: false,
          signal: o.signal,
        };
        const call = request(options, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
            o.onData?.(text);
          });
          response.on('end', () => resolve({ code: response.statusCode ?? 0, text }));
          response.on('error', reject);
        });
        call.on('error', reject);
        call.end();
      });
    },

    /** What a HTTP CONNECT to that address is answered with; with 200, what comes after `bytes` have been sent. */
    connect(
      authority: string,
      bytes: string,
      o: { anonymous?: boolean } = {},
    ): Promise<{ code: number; text: string }> {
      return new Promise((resolve, reject) => {
        const identity = o.anonymous ? trust : admin;
        const call = request({ ...base, ...identity, agent: false, method: 'CONNECT', path: authority });
        call.once('connect', ({ statusCode: code = 0 }, socket, head) => {
          let text = head.toString();
          socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
          socket.once('end', () => resolve({ code, text }));
          if (code === 200) socket.write(bytes);
        });
        call.once('error', reject).end();
      });
    },

    /** A WebSocket in the v4 protocol: the first byte of a message is its channel. */
    stream(path: string): Promise<NodeStream> {
      return new Promise((resolve, reject) => {
        const socket = new WebSocket(`wss://${base.host}:${base.port}${path}`, 'v4.channel.k8s.io', admin);
        const channels = new Map<number, string>();
        const closed = new Promise<void>((done) => socket.once('close', () => done()));
        socket.on('message', (message: Buffer) =>
          channels.set(message[0]!, (channels.get(message[0]!) ?? '') + message.subarray(1).toString()),
        );
        socket.once('open', () =>
          resolve({
            send: (channel, text) => socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)])),
            channel: (n) => channels.get(n) ?? '',
            closed,
            close: () => socket.close(),
          }),
        );
        socket.once('unexpected-response', (_, response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => reject(new Error(`${response.statusCode} ${text.trim()}`)));
        });
        socket.once('error', reject);
      });
    },
  };
}

export interface NodeStream {
  send(channel: number, text: string): void;
  /** All that was received on it. */
  channel(n: number): string;
  closed: Promise<void>;
  close(): void;
}
