// clusters.mjs COUNT [--together]: starts that many clusters, one after the other, and prints what each took until its first object,
// as JSON. Each is stopped before the next begins, unless they are to stand together.
const [count, together] = process.argv.slice(2);

const begin = performance.now();
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
};
const megabytes = () => Math.round(process.memoryUsage.rss() / 1e6);

const { startCluster } = await import('../../dist/packages/testing/lib/index.js');
const loaded = { ms: Math.round(performance.now() - begin), cpuMs: cpuMs() };
const clusters = [];
const running = [];
for (let index = 0; index < Number(count); index++) {
  const [at, cpuAt] = [performance.now(), cpuMs()];
  const cluster = await startCluster();
  await cluster.client.configMaps.create({ metadata: { namespace: 'default', name: 'first' } });
  clusters.push({ ms: Math.round(performance.now() - at), cpuMs: cpuMs() - cpuAt, megabytes: megabytes() });
  if (together) running.push(cluster);
  else await cluster.stop();
}
await Promise.all(running.map((cluster) => cluster.stop()));
console.log(JSON.stringify({ loaded, clusters }));
