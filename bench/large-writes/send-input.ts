import { request } from 'node:https';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import type { Connection } from '../apiserver/measured-apiserver';
import type { LargeInput, RestInput } from './inputs';

/** Sends an input, its body made beforehand, and reads the answer to its end; resolves to the code of it. */
export function sendInput(connection: Connection, input: LargeInput): Promise<number> {
  return 'rpc' in input ? sendRpc(connection, input.rpc, Buffer.from(input.message())) : sendRest(connection, input);
}

function sendRest(
  { url, ca, cert, key }: Connection,
  { method, path, type, accept, body }: RestInput,
): Promise<number> {
  const bytes = Buffer.from(body?.() ?? '');
  const headers = {
    ...(body ? { 'content-type': type, 'content-length': bytes.length } : {}),
    ...(accept ? { accept } : {}),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method, ca, cert, key, agent: false, headers }, (response) => {
      response.once('end', () => resolve(response.statusCode ?? 0)).resume();
    });
    outgoing.once('error', reject).end(bytes);
  });
}

function sendRpc({ grpcAddress, ca, cert, key }: Connection, path: string, message: Buffer): Promise<number> {
  const client = new Client(grpcAddress, credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(cert)), {
    'grpc.ssl_target_name_override': 'localhost',
    'grpc.use_local_subchannel_pool': 1,
  });
  return new Promise((resolve) => {
    client.makeUnaryRequest<Buffer, Buffer>(
      path,
      (bytes) => bytes,
      (bytes) => bytes,
      message,
      new Metadata(),
      {},
      (error) => {
        client.close();
        resolve(error?.code ?? 0);
      },
    );
  });
}
