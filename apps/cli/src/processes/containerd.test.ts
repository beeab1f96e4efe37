import { parse } from 'smol-toml';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { containerdToml, hostsToml } from './containerd';

test('a state directory of any name comes back as it was', () => {
  const layout = layoutOf({ ...DEFAULT_OPTIONS, stateDir: '/srv/a "quoted\\" name' });
  const node = layout.nodes[0]!;
  expect(parse(containerdToml(layout, node, '/registries', true))).toMatchObject({
    version: 2,
    root: '/srv/a "quoted\\" name/nodes/node-1/containerd',
    grpc: { address: node.containerdSocket },
    plugins: {
      'io.containerd.grpc.v1.cri': { restrict_oom_score_adj: true, registry: { config_path: '/registries' } },
    },
  });
});

test('mirrors keep their order, for containerd asks them in it', () => {
  const text = hostsToml(['https://b.example', 'https://a.example']);
  expect(Object.keys(parse(text)['host']!)).toEqual(['https://b.example', 'https://a.example']);
  expect(text).toContain('[host."https://b.example"]\ncapabilities = [ "pull", "resolve" ]');
});
