// client.js TARGET CALLS: the greetings, a line each, of as many calls to all servers that a name leads to by turns.
import { Client, credentials } from '@grpc/grpc-js';
import { GREETER } from './api';

const [target = '', calls = '1'] = process.argv.slice(2);
const client = new Client(target, credentials.createInsecure(), {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
});

const { path, requestSerialize, responseDeserialize } = GREETER.sayHello;
const sayHello = (name: string) =>
  new Promise<string>((resolve, reject) =>
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, name, (error, text) =>
      error ? reject(error) : resolve(text ?? ''),
    ),
  );

async function main(): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    client.waitForReady(Date.now() + 10_000, (error) => (error ? reject(error) : resolve())),
  );
  for (let i = 0; i < Number(calls); i++) console.log(await sayHello('you'));
  const thrice = GREETER.sayHelloThrice;
  const stream = client.makeServerStreamRequest(
    thrice.path,
    thrice.requestSerialize,
    thrice.responseDeserialize,
    'all',
  );
  for await (const text of stream) console.log(text);
  client.close();
}
void main();
