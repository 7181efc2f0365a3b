/** Rows that others are compared with. */
export const MEMCPY = 'hop/1080p/memcpy';
export const PLAIN_SOCKET = 'devtools/1080p/plain-socket';
