// What ends by itself, and what begins by the clock.
import { eventually } from '../cluster/eventually';
import { readyPods } from '../cluster/workloads';
import { versionAt, type Application, type Installation } from './application';

export const batch: Application = {
  name: 'batch',
  workloads: [],
  upgrade: [['render-v1', 'render-v2']],
  staysWithItsNode: true,
  async scale({ kubectl }) {
    await kubectl(`patch job workers -p '{"spec":{"parallelism":4}}'`);
    await readyPods(kubectl, 'app=workers', 4);
  },
  async use({ kubectl }, step) {
    const job = `render-v${versionAt(step)}`;
    await kubectl(`wait job/${job} --for=condition=Complete --timeout=120s`, { timeoutMs: 130_000 });
    expect(await kubectl(`get job ${job} -o jsonpath={.status.completedIndexes}`)).toBe('0-3');
    if (step === 'installed' || step === 'upgraded') {
      const frames = [0, 1, 2, 3].map((index) => `scene of ${job}, frame ${index} of 4\n`);
      const [first] = (await kubectl.json(`get pods -l batch.kubernetes.io/job-completion-index=0,job-name=${job}`))
        .items;
      expect(await kubectl(`logs ${first.metadata.name}`)).toBe(frames.join(''));
      expect(first.status.containerStatuses[0].state.terminated.message).toBe(`done by ${job}-0\n`);
    }
    const workers = await readyPods(kubectl, 'app=workers', step === 'scaled' || step === 'drained' ? 4 : 2);
    const worker = `exec ${workers[0]!.name} -- sh -c`;
    const files = Array.from({ length: 8 }, (_, index) => `${step}-${index}`);
    await kubectl(
      `${worker} 'for file in ${files.join(' ')}; do echo $file > /frames/$file; mv /frames/$file /frames/queue/$file; done'`,
    );
    const done = await eventually(async () => {
      const lines = (await kubectl(`${worker} 'cd /frames/done && cat ${files.join(' ')}'`)).trim().split('\n');
      expect(lines).toHaveLength(files.length);
      return lines;
    });
    const names = workers.map(({ name }) => name);
    for (const [index, line] of done.entries()) {
      const [file, by] = line.split(' by ');
      expect(file).toBe(files[index]);
      expect(names).toContain(by);
    }
    // What was taken away to empty a node is no failure, of which none is allowed.
    const { status } = await kubectl.json('get job workers');
    expect(status.conditions ?? []).toEqual([]);
    expect(status.active).toBe(workers.length);
  },
};

/** Of a Job made of a CronJob by hand. */
async function run({ kubectl }: Installation, cronJob: string, name: string): Promise<string> {
  await kubectl(`create job ${name} --from=cronjob/${cronJob}`);
  await kubectl(`wait job/${name} --for=condition=Complete --timeout=90s`, { timeoutMs: 100_000 });
  return kubectl(`logs job/${name}`);
}

export const backup: Application = {
  name: 'backup',
  workloads: ['deployment/wiki'],
  upgrade: [
    ["KEEP, value: '2'", "KEEP, value: '3'"],
    ["example.com/revision: '1'", "example.com/revision: '2'"],
  ],
  staysWithItsNode: true,
  /** Away, for as long as what was kept is put back. */
  async scale(on) {
    const { kubectl } = on;
    await kubectl('exec deployment/wiki -- rm /pages/Home');
    await kubectl('scale deployment wiki --replicas=0');
    await readyPods(kubectl, 'part=server', 0);
    expect(await run(on, 'wiki-restore', 'restore')).toMatch(/tar\.gz: OK\nrestored \/backups\/\S+\n$/);
    await kubectl('scale deployment wiki --replicas=1');
    await readyPods(kubectl, 'part=server', 1);
  },
  async use(on, step) {
    const { kubectl, curl, addressOf } = on;
    const home = `http://${await addressOf('wiki')}/cgi-bin/page?Home`;
    const page = (of: string) => eventually(async () => expect(await curl(home)).toBe(`written when ${of}`));
    if (step === 'installed') {
      await eventually(() => curl('--fail', '--data', 'written when installed', home));
      await byTheClock(on);
    }
    if (step === 'upgraded') {
      await page('installed');
      await eventually(() => curl('--fail', '--data', 'written when upgraded', home));
    }
    await page(versionAt(step) === 1 ? 'installed' : 'upgraded');
    const kept = { installed: 2, upgraded: 3, scaled: 3, drained: 3 }[step];
    expect(await run(on, 'wiki-backup', `by-hand-${step}`)).toBe(`${kept} backups are kept\n`);
    expect(await kubectl('get cronjob')).toMatch(/^wiki-backup +17 3 \* \* \* +Europe\/Vienna +False +\d /m);
  },
};

/** Every minute for once. */
async function byTheClock({ kubectl }: Installation): Promise<void> {
  const schedule = (text: string) => kubectl(`patch cronjob wiki-backup -p '{"spec":{"schedule":"${text}"}}'`);
  await schedule('* * * * *');
  const made = await eventually(async () => {
    const { items } = await kubectl.json('get jobs -l part=backup');
    expect(items).not.toEqual([]);
    return items[0];
  }, 90_000);
  await schedule('17 3 * * *');
  expect(made.metadata.annotations['batch.kubernetes.io/cronjob-scheduled-timestamp']).toMatch(/:00\+0[12]:00$/);
  await kubectl(`wait job/${made.metadata.name} --for=condition=Complete --timeout=90s`, { timeoutMs: 100_000 });
  expect(await kubectl(`logs job/${made.metadata.name}`)).toBe('1 backups are kept\n');
  await eventually(async () =>
    expect(await kubectl('get cronjob wiki-backup -o jsonpath={.status.lastSuccessfulTime}')).toMatch(/Z$/),
  );
}
