/** Lists of a large cluster are single messages. */
export const maxMessageBytes = 256 * 1024 * 1024;

/** HTTP/2 window: the default of 64 KiB makes a big list wait for a round trip per window. */
export const flowControlWindowBytes = 4 * 1024 * 1024;
