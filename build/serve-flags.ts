/**
 * How Node starts a server that runs alone. Its young generation may grow to 4 MiB a half and not to 16: a server makes much that is
 * garbage at once, and under attack what waits to be collected is most of its memory. Node takes it on its command line alone.
 */
export const serveFlags = ['--max-semi-space-size=4'] as const;
