// What answers requests.
import { eventually } from '../cluster/eventually';
import { readyPods } from '../cluster/workloads';
import { versionAt, type Application } from './application';

export const web: Application = {
  name: 'web',
  isInShortForm: true,
  workloads: ['deployment/web'],
  upgrade: [
    ['GREETING: hello', 'GREETING: welcome'],
    ["checksum/config: '1'", "checksum/config: '2'"],
    ['version: v1', 'version: v2'],
    ['image: nginx:1.27', 'image: nginx:stable'],
  ],
  async scale({ kubectl }) {
    await kubectl('scale deployment web --replicas=3');
    await readyPods(kubectl, 'app=web', 3);
  },
  async use({ kubectl, curl, addressOf }, step) {
    const pods = (await kubectl.json('get pods -l app=web')).items.map(({ metadata }: any) => metadata.name);
    const version = versionAt(step);
    const page = await eventually(async () => {
      const text = await curl(`http://${await addressOf('web')}/`);
      expect(text).toContain(version === 1 ? 'hello from' : 'welcome from');
      return text;
    });
    const [, pod] = /from (\S+) \(v[12]\), build 7\n$/.exec(page) ?? [];
    expect(pods).toContain(pod);
    expect(page).toContain(`(v${version})`);
    const inPod = (words: string) => kubectl(`exec ${pod} -c web -- ${words}`);
    expect(await inPod('printenv CALLED MEMORY_LIMIT')).toBe(`${pod} with only-an-example, not $(POD_NAME)\n64\n`);
    expect(await inPod('cat /etc/web/secret/api-key /etc/web/BUILD')).toBe('only-an-example7');
    expect(await inPod('cat /etc/web/labels')).toContain(`version="v${version}"`);
    expect((await inPod('cat /etc/web/token')).split('.')).toHaveLength(3);
    expect(await inPod('cat /etc/hosts')).toContain('legacy.example.com');
    expect(await inPod('cat /etc/resolv.conf')).toContain('ndots:2');
    await eventually(async () => expect(await kubectl(`logs ${pod} -c log`)).toContain('"GET / HTTP/1.1" 200'));
    const changed = `patch configmap web-build -p '{"data":{"BUILD":"8"}}'`;
    expect((await kubectl.try(changed)).stderr).toContain('field is immutable when `immutable` is set');
  },
};
