// What a program does with a pod through the package `@kubernetes/client-node`: each step prints one line of JSON.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';

const { PACKAGES, KUBECONFIG, NAMESPACE, POD } = process.env;
const k8s = createRequire(join(PACKAGES, 'package.json'))('@kubernetes/client-node');

const config = new k8s.KubeConfig();
config.loadFromFile(KUBECONFIG);
const core = config.makeApiClient(k8s.CoreV1Api);

async function step(name, work) {
  const got = await Promise.resolve()
    .then(work)
    .catch((error) => ({ failed: `${error.name}: ${error.message}`.slice(0, 500) }));
  console.log(JSON.stringify({ step: name, got }));
}

/** A command's output and status once it has ended. */
async function executed(command, { input, tty = false } = {}) {
  const outputs = [collected(), collected()];
  const stdin = input === undefined ? null : new PassThrough();
  const status = await new Promise((resolve, reject) => {
    new k8s.Exec(config)
      .exec(NAMESPACE, POD, 'shell', command, outputs[0], tty ? null : outputs[1], stdin, tty, resolve)
      .then((socket) => socket.on('error', reject), reject);
    stdin?.write(input);
  });
  return { out: outputs[0].text(), err: outputs[1].text(), status };
}

function collected() {
  const chunks = [];
  const stream = new Writable({ write: (chunk, _encoding, done) => (chunks.push(chunk), done()) });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString() });
}

async function until(holds) {
  for (let attempt = 0; attempt < 400 && !holds(); attempt++) await new Promise((resolve) => setTimeout(resolve, 50));
  return holds();
}

await step('exec', async () => {
  const { out, err, status } = await executed(['sh', '-c', 'echo out; echo err >&2; exit 3']);
  return { out, err, code: Number(status.details.causes.find(({ reason }) => reason === 'ExitCode').message) };
});
await step('exec with input', async () => {
  const { out } = await executed(['sh', '-c', 'read line; echo got $line'], { input: 'hello\n' });
  return out;
});
await step('exec in a terminal', async () => {
  const { out } = await executed(['sh'], { input: 'echo $((6*7)); exit\n', tty: true });
  return out.includes('\n42');
});
await step('exec with much output', async () => (await executed(['seq', '300000'])).out.length);
await step('attach', async () => {
  const [out, stdin] = [collected(), new PassThrough()];
  const socket = await new k8s.Attach(config).attach(NAMESPACE, POD, 'shell', out, null, stdin, false);
  stdin.write('hello\n');
  const answered = await until(() => out.text().includes('got hello\n'));
  socket.close();
  return answered;
});
await step('port-forward', async () => {
  const forward = new k8s.PortForward(config);
  const server = createServer((socket) => void forward.portForward(NAMESPACE, POD, [80], socket, null, socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const [socket, page] = [connect(server.address().port, '127.0.0.1'), collected()];
  // It leaves the local connection open when the pod's is over.
  socket.pipe(page);
  socket.write('GET / HTTP/1.0\r\n\r\n');
  return until(() => page.text().includes('Welcome to nginx!'));
});
await step('logs', async () => {
  const answer = await (core.readNamespacedPodLog.length <= 2
    ? core.readNamespacedPodLog({ name: POD, namespace: NAMESPACE, container: 'talker' })
    : core.readNamespacedPodLog(POD, NAMESPACE, 'talker'));
  return answer.body ?? answer;
});
await step('logs that follow', async () => {
  const out = collected();
  const options = { follow: true, tailLines: 1 };
  const following = await new k8s.Log(config).log(NAMESPACE, POD, 'ticker', out, () => undefined, options);
  const followed = await until(() => out.text().split('tick\n').length > 3);
  following?.abort?.();
  return followed;
});
process.exit(0);
