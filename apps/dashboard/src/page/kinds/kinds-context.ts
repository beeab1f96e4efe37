import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Kind, ResourceName } from '../../protocol/resource';
import { useLink } from '../link/link-context';

export const KindsContext = createContext<readonly Kind[]>([]);

export const useKinds = (): readonly Kind[] => useContext(KindsContext);

/** What is known of a resource; undefined while nothing is. */
export const kindOf = (
  kinds: readonly Kind[],
  { group, resource }: Pick<ResourceName, 'group' | 'resource'>,
): Kind | undefined => kinds.find((kind) => kind.group === group && kind.resource === resource);

/** Kinds come and go with custom resources. */
const EVERY_MS = 30_000;

export function useServedKinds(): readonly Kind[] {
  const link = useLink();
  const [kinds, setKinds] = useState<readonly Kind[]>([]);
  useEffect(() => {
    let isShown = true;
    const read = () =>
      link.once('kinds', {}).then(
        (answer) =>
          isShown &&
          answer?.type === 'kinds' &&
          setKinds((before) => (isSame(before, answer.kinds) ? before : answer.kinds)),
        () => undefined, // Those known stay.
      );
    void read();
    const timer = setInterval(read, EVERY_MS);
    return () => {
      isShown = false;
      clearInterval(timer);
    };
  }, [link]);
  return kinds;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
