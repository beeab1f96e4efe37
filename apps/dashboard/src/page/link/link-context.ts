import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Link } from './link';

export const LinkContext = createContext<Link | undefined>(undefined);

export function useLink(): Link {
  const link = useContext(LinkContext);
  if (!link) throw new Error('there is no link above this component');
  return link;
}
