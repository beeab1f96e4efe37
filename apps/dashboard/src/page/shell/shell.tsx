import { useEffect, useState } from 'preact/hooks';
import { useLink } from '../link/link-context';
import { ObjectView } from '../object/object-view';
import { NewView } from '../object/new-view';
import { PictureView } from '../picture/picture-view';
import { useHref, useRoute } from '../route-context';
import { ListView } from '../table/list-view';
import { KindsContext, useServedKinds } from '../kinds/kinds-context';
import { Keys } from './keys';
import { Menu } from './menu';
import { NamespaceChoice } from './namespace-choice';
import { useShortcuts } from '../shortcuts';

/** What is around every view: where one is, and where one can go. */
export function Shell({ user, isLost }: { user: string; isLost: boolean }) {
  const link = useLink();
  const route = useRoute();
  const href = useHref();
  const kinds = useServedKinds();
  const [isMenuOpen, openMenu] = useState(false);
  const [areKeysShown, showKeys] = useState(false);
  const address = location.hash;
  useEffect(() => openMenu(false), [address]);
  useShortcuts({
    '?': () => showKeys(true),
    p: () => (location.hash = href({ view: 'picture' })),
    c: () => (location.hash = href({ view: 'new' })),
    m: () => document.querySelector<HTMLElement>('nav a')?.focus(),
    n: () => document.querySelector<HTMLElement>('#namespace')?.focus(),
    '/': () => document.querySelector<HTMLElement>('input[type=search]')?.focus(),
  });
  return (
    <KindsContext.Provider value={kinds}>
      <div class={`shell ${isMenuOpen ? 'menu-open' : ''}`}>
        <header class="bar">
          <button class="plain menu-button" aria-label="Menu" aria-expanded={isMenuOpen} onClick={() => openMenu(!isMenuOpen)}>
            ☰
          </button>
          <a class="brand" href={href({ view: 'picture' })}>
            kubets
          </a>
          <NamespaceChoice />
          <span class="grow" />
          {isLost && (
            <span role="status" class="lost">
              Connecting …
            </span>
          )}
          <a class="button" href={href({ view: 'new' })} title="Create from YAML (c)">
            Create
          </a>
          <button class="plain wide-only" title="Keys (?)" onClick={() => showKeys(true)}>
            ?
          </button>
          <details class="who">
            <summary title={user}>{user}</summary>
            <button class="plain" onClick={() => link.logout()}>
              Log out
            </button>
          </details>
        </header>
        <Menu kinds={kinds} />
        <div class="curtain" onClick={() => openMenu(false)} />
        <main key={route.view === 'object' ? `${route.resource}/${route.namespace}/${route.name}` : route.view}>
          {route.view === 'picture' && <PictureView />}
          {route.view === 'list' && <ListView resource={route} />}
          {route.view === 'object' && <ObjectView object={route} tab={route.tab} />}
          {route.view === 'new' && <NewView />}
        </main>
        {areKeysShown && <Keys onClose={() => showKeys(false)} />}
      </div>
    </KindsContext.Provider>
  );
}
