import { endpoint, service, slice } from '../testing/cluster-objects';
import { forwardingOfService } from './forwarding-of-service';
import { forwardsTo } from './forwards-to';

const [here, there, address] = ['10.244.1.2', '10.244.2.2', '10.244.1.2'];
const options = { node: { name: 'n', primaryAddresses: [], eligible: true }, nodePortAddresses: ['10.201.0.11'] };
const leaving = { conditions: { ready: false, serving: true, terminating: true } };
const starting = { conditions: { ready: false, serving: false, terminating: false } };
const local = { internalTrafficPolicy: 'Local' };

test.each([
  ['ready', [endpoint(here, 'n')], {}, 'yes'],
  ['another one is', [endpoint(there, 'm')], {}, 'no'],
  ['leaving, another one is ready', [endpoint(here, 'n', leaving), endpoint(there, 'm')], {}, 'no'],
  ['leaving, and there is no other', [endpoint(here, 'n', leaving)], {}, 'as-last-resort'],
  ['leaving, and so are all', [endpoint(here, 'n', leaving), endpoint(there, 'm', leaving)], {}, 'as-last-resort'],
  ['leaving, and another one starts', [endpoint(here, 'n', leaving), endpoint(there, 'm', starting)], {}, 'yes'],
  ['leaving, the last of its node', [endpoint(here, 'n', leaving), endpoint(there, 'm')], local, 'as-last-resort'],
  [
    'leaving and not serving',
    [endpoint(here, 'n', { conditions: { ready: false, serving: false, terminating: true } })],
    {},
    'no',
  ],
])('%s', (_, endpoints, spec, expected) => {
  const web = service('web', { clusterIP: '10.96.0.5', ...spec });
  const forwarding = forwardingOfService(web, [slice('web', endpoints)], options);
  expect(forwardsTo(forwarding ? [forwarding] : [], address)).toBe(expected);
});

test('leaving, and others are awaited', () => {
  const { metadata, ...rest } = slice('web', [endpoint(here, 'n', leaving)]);
  const annotations = { 'endpoints.kubets.dev/successors-awaited': 'true' };
  const forwarding = forwardingOfService(
    service('web', { clusterIP: '10.96.0.5' }),
    [{ ...rest, metadata: { ...metadata, annotations } }],
    options,
  );
  expect(forwardsTo([forwarding!], address)).toBe('yes');
});
