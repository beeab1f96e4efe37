// `hand-over.mjs FROM TO`: keeps the files of one directory in another, for the owner of that one alone, follows every
// change, and takes them away again when it is told to stop.
import {
  chmodSync,
  chownSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const [from, to] = process.argv.slice(2);
if (!from || !to) {
  console.error('usage: hand-over.mjs FROM TO');
  process.exit(2);
}
const handedOver = new Set();

watch(from, handOver);
handOver();
process.on('SIGTERM', () => {
  for (const file of handedOver) rmSync(join(to, file), { force: true });
  process.exit(0);
});

function handOver() {
  const { uid, gid } = statSync(to);
  // What is being written is called .new until it is whole.
  for (const file of readdirSync(from).filter((name) => !name.endsWith('.new'))) {
    const target = join(to, file);
    const content = readFileSync(join(from, file));
    handedOver.add(file);
    writeFileSync(`${target}.new`, content, { mode: 0o600 });
    chmodSync(`${target}.new`, 0o600);
    chownSync(`${target}.new`, uid, gid);
    renameSync(`${target}.new`, target);
  }
}
