import type { ObjectName } from '../../protocol/resource';
import { useLive } from '../link/live';
import { Trouble } from '../link/trouble';
import { useHref } from '../route-context';
import { useKinds, kindOf } from '../kinds/kinds-context';
import { useShortcuts } from '../shortcuts';
import { Actions } from './actions';
import { Events } from './events';
import { Logs } from './logs';
import { RolloutTab } from './rollout-tab';
import { TerminalTab } from './terminal-tab';
import { WayTab } from './way-tab';
import { YamlTab } from './yaml-tab';

const TITLES: Readonly<Record<string, string>> = { '': 'YAML', way: 'Way', rollout: 'Rollout', events: 'Events', logs: 'Logs', terminal: 'Terminal' };

/** One object, and what can be done with it. */
export function ObjectView({ object, tab }: { object: ObjectName; tab: string }) {
  const { group, version, resource, namespace, name } = object;
  const id: ObjectName = { group, version, resource, namespace, name };
  const href = useHref();
  const kind = kindOf(useKinds(), object);
  const live = useLive('object', id);
  const isPod = group === '' && resource === 'pods';
  const isService = group === '' && resource === 'services';
  const isDeployment = group === 'apps' && resource === 'deployments';
  const tabs = ['', ...(isService ? ['way'] : []), ...(isDeployment ? ['rollout'] : []), 'events', ...(isPod ? ['logs', 'terminal'] : [])];
  const shown = tabs.includes(tab) ? tab : '';
  const back = href({ view: 'list', group, version, resource });
  useShortcuts({ Escape: () => (location.hash = back) });
  const containers = live.object?.containers;
  return (
    <section class="object-view">
      <div class="tools">
        <h1>
          <a class="muted" href={back}>
            {kind?.kind ?? resource}
          </a>{' '}
          {namespace && <span class="muted">{namespace} / </span>}
          {name}
        </h1>
        <Actions object={id} live={live} />
      </div>
      <div class="tabs" role="tablist">
        {tabs.map((one) => (
          <a key={one} role="tab" aria-selected={one === shown} href={href({ view: 'object', ...id, tab: one })}>
            {TITLES[one]}
          </a>
        ))}
      </div>
      <Trouble live={live} />
      {live.isGone && (
        <p class="trouble" role="status">
          {name} is no longer there.
        </p>
      )}
      {shown === '' && <YamlTab live={live} />}
      {shown === 'way' && <WayTab namespace={namespace} name={name} />}
      {shown === 'rollout' && <RolloutTab namespace={namespace} name={name} />}
      {shown === 'events' && <Events kind={kind?.kind ?? ''} object={id} />}
      {shown === 'logs' && containers && <Logs namespace={namespace} pod={name} containers={containers} />}
      {shown === 'terminal' && containers && <TerminalTab namespace={namespace} pod={name} containers={containers} />}
    </section>
  );
}
