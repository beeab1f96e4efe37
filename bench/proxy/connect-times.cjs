// node connect-times.cjs ADDRESS PORT COUNT: opens connections one after the other, prints the median time to be connected in µs.
const { connect } = require('node:net');

const [address, port, count] = process.argv.slice(2);

function connectOnce() {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const socket = connect({ host: address, port: Number(port) }, () => {
      const time = Number(process.hrtime.bigint() - start) / 1000;
      socket.resetAndDestroy();
      resolve(time);
    });
    socket.on('error', reject);
  });
}

async function main() {
  const times = [];
  for (let index = 0; index < Number(count) + 50; index++) times.push(await connectOnce());
  const sorted = times.slice(50).sort((a, b) => a - b);
  console.log(sorted[Math.floor(sorted.length / 2)]);
}

void main();
