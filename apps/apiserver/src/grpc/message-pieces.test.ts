import { Metadata, type MethodDefinition, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { createTestPki, type TestPki } from '@kubets/component/testing';
import { createChannel, createRpcServer, type RpcServer } from '@kubets/rpc';
import { CHUNK_BYTES } from '../pipeline/write-pieces';
import { sendInPieces } from './message-pieces';

const bytes = (value: Buffer) => value;
const method: MethodDefinition<Buffer, Buffer> = {
  path: '/test.Source/Give',
  requestStream: false,
  responseStream: false,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
};

let pki: TestPki;
let server: RpcServer;
afterEach(async () => {
  await server.stop(0);
  pki.remove();
});

test.each([
  ['a long message is sent as its pieces are taken', 3 * CHUNK_BYTES, true],
  ['a short one as all others', CHUNK_BYTES - 1, false],
])('%s', async (_what, size, inPieces) => {
  pki = await createTestPki();
  const { certFile, keyFile } = await pki.issue({ commonName: 'server', names: ['127.0.0.1'] });
  server = createRpcServer({ host: '127.0.0.1', port: 0, tls: { certFile, keyFile } });
  const message = Buffer.alloc(size, 'abc');
  let wasInPieces: boolean | undefined;
  const give = async (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
    wasInPieces = await sendInPieces(
      call,
      { size, pieces: [message.subarray(0, 1000), message.subarray(1000)] },
      new Metadata(),
    );
    if (!wasInPieces) callback(null, message);
  };
  server.addService({ give: method }, { give });
  const channel = createChannel({ server: `https://127.0.0.1:${await server.start()}`, ca: { data: pki.ca } });
  expect((await channel.unary(method, Buffer.alloc(0))).equals(message)).toBe(true);
  expect(wasInPieces).toBe(inPieces);
  channel.close();
});
