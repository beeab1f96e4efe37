const CODE = /^#login=([\w-]{32,128})$/;

/** The one-use code of the address, which is taken out of it and of the browser’s history. The server never sees that part. */
export function takeCode(): string | undefined {
  const [, code] = CODE.exec(location.hash) ?? [];
  if (code) history.replaceState(undefined, '', location.pathname);
  return code;
}
