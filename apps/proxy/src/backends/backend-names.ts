/** What --proxy-mode may be. For who has to know no more: the registry loads all that a backend is made of. */
export const BACKEND_NAMES = ['nftables'] as const;
