import { created } from '../testing/strategy-harness';
import { services } from './services';

const service = (trafficDistribution: string) => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: { ports: [{ port: 80 }], trafficDistribution },
});
const SUPPORTED = 'supported values: "PreferClose", "PreferSameZone", "PreferSameNode"';

test.each<[string, string[], string[]]>([
  ['PreferSameZone', [], []],
  ['PreferSameNode', [], []],
  ['PreferClose', [], ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']],
  ['x', [`spec.trafficDistribution: Unsupported value: "x": ${SUPPORTED}`], []],
  ['', [`spec.trafficDistribution: Unsupported value: "": ${SUPPORTED}`], []],
])('traffic distribution %j', (distribution, errors, warnings) => {
  const made = created(services, service(distribution));
  expect([made.errors, [...services.warnings!(made.object, undefined)]]).toEqual([errors, warnings]);
});
