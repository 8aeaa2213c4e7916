/**
 * Why a server that is connected keeps nothing of what is sent to it just now. What is written waits on this device, and is
 * tried again by itself; the state ends with the first result.
 */
export type ServerHoldup =
  /** Its disk is full. */
  | { readonly type: 'server_disk_full' }
  /** Its disk fails. */
  | { readonly type: 'server_storage_failed' };
