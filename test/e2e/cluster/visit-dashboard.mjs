// visit-dashboard.mjs URL: logs in at the page with what stands on the standard input, as JSON, and prints who it is let in as and the
// namespaces that it sees, or with what it is refused.
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

const url = new URL(process.argv[2]);
const socket = new WebSocket(`wss://${url.host}/stream`, { rejectUnauthorized: false, origin: url.origin });
const timer = setTimeout(() => fail(new Error('no answer within 20 s')), 20_000);
const namespaces = { id: 2, op: 'table', group: '', version: 'v1', resource: 'namespaces' };
let user;

socket.on('error', fail);
socket.on('open', async () => ask({ ...JSON.parse(await text(process.stdin)), id: 1, op: 'login' }));
socket.on('message', (data) => {
  const told = JSON.parse(String(data));
  if (told.type === 'failed') return done({ ...(user && { user }), refused: told.reason });
  if (told.type === 'session') {
    ({ user } = told);
    return ask(namespaces);
  }
  if (told.set?.length > 0) done({ user, sees: told.set.map(([key]) => key.slice(key.indexOf('/') + 1)) });
});

function ask(request) {
  socket.send(JSON.stringify(request));
}

function done(answer) {
  clearTimeout(timer);
  console.log(JSON.stringify(answer));
  socket.close();
}

function fail(error) {
  console.error(error.message);
  process.exit(1);
}
