import { request as requestPlain } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { connect } from 'node:net';
import * as dnsPacket from 'dns-packet';
import type { Door } from '../target/fuzz-target';

/** Asks what anybody may ask there, on a connection of its own. Resolves when there is an answer, whatever it says. */
export const ask = (door: Door): Promise<void> =>
  ({ https: askHttps, http: askHttp, grpc: askGrpc, dns: askDns })[door.speaks](door);

const PATH = '/healthz';

const askHttps = ({ host, port }: Door): Promise<void> =>
  new Promise((resolve, reject) => {
    request({ host, port, path: PATH, agent: false, rejectUnauthorized: false }, (response) => {
      response.resume().once('end', resolve);
    })
      .once('error', reject)
      .end();
  });

const askHttp = ({ host, port }: Door): Promise<void> =>
  new Promise((resolve, reject) => {
    requestPlain({ host, port, path: PATH, agent: false }, (response) => {
      response.resume().once('end', resolve);
    })
      .once('error', reject)
      .end();
  });

const askGrpc = ({ host, port }: Door): Promise<void> =>
  new Promise((resolve, reject) => {
    const session = connectHttp2(`https://${host}:${port}`, { rejectUnauthorized: false });
    const end = (error?: Error) => {
      session.destroy();
      if (error) reject(error);
      else resolve();
    };
    session.once('error', end);
    const call = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const answered = (headers: Record<string, unknown>) => headers['grpc-status'] !== undefined && end();
    call.on('response', answered).on('trailers', answered).resume();
    call.once('close', () => end(new Error('closed without an answer')));
    call.end(Buffer.alloc(5));
  });

const askDns = ({ host, port }: Door): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host);
    socket.once('data', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without an answer')));
    socket.write(
      dnsPacket.streamEncode({
        type: 'query',
        id: 1,
        questions: [{ type: 'A', name: 'kubernetes.default.svc.cluster.local' }],
      }),
    );
  });
