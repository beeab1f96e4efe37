// clusters.mjs PACKAGE COUNT [--together]: starts that many clusters with the package of that folder, one after the other, and prints what each took
// until its first object, as JSON, and what it took to load the package, by the clock since the process began. Each is stopped before the next begins, unless they are to stand together.
const [folder, count, together] = process.argv.slice(2);

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
};
const megabytes = () => Math.round(process.memoryUsage.rss() / 1e6);

const { startCluster } = await import(`${folder}/lib/index.js`);
const loaded = { ms: Math.round(performance.now()), cpuMs: cpuMs() };
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
