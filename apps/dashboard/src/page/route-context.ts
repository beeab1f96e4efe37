import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { hashOf, parseRoute, type Route, type View } from './route';

export const RouteContext = createContext<Route>({ view: 'picture', scope: '' });

export const useRoute = (): Route => useContext(RouteContext);

/** The address of a view within the namespace that is looked at. */
export function useHref(): (view: View & { scope?: string }) => string {
  const { scope } = useRoute();
  return (view) => hashOf({ scope, ...view });
}

/** The address bar's route, as it changes. */
export function useAddress(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const onChange = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return route;
}
