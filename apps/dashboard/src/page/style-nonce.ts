/** What styles that code makes have to carry, or the browser ignores them; another with each load of the page. */
export const styleNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';

/** Runs what makes style elements and knows nothing of nonces: those that it makes meanwhile carry it. */
export function withStyleNonce(work: () => void): void {
  const nonce = styleNonce();
  const create = document.createElement.bind(document) as (
    name: string,
    options?: ElementCreationOptions,
  ) => HTMLElement;
  const createWithNonce = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (name === 'style') element.nonce = nonce;
    return element;
  };
  document.createElement = createWithNonce as typeof document.createElement;
  try {
    work();
  } finally {
    // The document's own is its prototype's.
    Reflect.deleteProperty(document, 'createElement');
  }
}
