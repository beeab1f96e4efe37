import { createLister, type Informer } from '@kubets/client';
import type { Service } from '@kubets/proto-gen/core/v1';
import { service } from '../testing/objects';
import { createServiceStates } from './service-states';

type Handler = Parameters<Informer<Service>['addEventHandler']>[0];

function setUp() {
  const lister = createLister<Service>();
  let handler: Handler = {};
  const informer: Informer<Service> = {
    name: 'services',
    lister,
    addEventHandler: (given) => void (handler = given),
    start: () => undefined,
    synced: async () => undefined,
    hasSynced: () => true,
    failures: () => 0,
  };
  const seen: (string | undefined)[] = [];
  const states = createServiceStates(informer, (_key, state) => void seen.push(state?.metadata?.resourceVersion));
  return {
    seen,
    states,
    show(state: Service) {
      lister.set(state);
      handler.onUpdate?.(state, state);
    },
    remove(state: Service) {
      lister.delete('default/web');
      handler.onDelete?.(state);
    },
  };
}
const at = (resourceVersion: string, uid = 'u'): Service => service('web', {}, { uid, resourceVersion });
const current = ({ states }: ReturnType<typeof setUp>) => states.get('default/web')?.metadata?.resourceVersion;

test('shows a write before the informer does, and nothing older afterwards', () => {
  const given = setUp();
  given.show(at('5'));
  given.states.wrote(at('10'));
  given.show(at('7'));
  expect(current(given)).toBe('10');
  given.show(at('10'));
  expect(given.states.isEcho(at('10'))).toBe(true);
  given.show(at('100'));
  expect(current(given)).toBe('100');
  expect(given.states.isEcho(at('100'))).toBe(false);
  expect(given.seen).toEqual(['5', '10', '10', '100']);
});

test('forgets a write to what was deleted meanwhile', () => {
  const given = setUp();
  given.show(at('5'));
  given.remove(at('9'));
  given.states.wrote(at('8'));
  expect(current(given)).toBeUndefined();
  given.show(at('11', 'another'));
  given.states.wrote(at('12'));
  expect(current(given)).toBe('11');
});
