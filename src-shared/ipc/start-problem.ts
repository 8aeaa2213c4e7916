/**
 * Why one of this program's processes does not hold its chat or its server. Each says what a person can do about it; codes
 * are the operating system's.
 */
export type StartProblem =
  | { readonly type: 'folder_missing'; readonly path: string }
  /** Nothing can be written there: a read-only disk or somebody else's folder. */
  | ({ readonly type: 'folder_read_only' } & ({ readonly folder: string } | { readonly path: string }))
  /** Another process has it open, the one with this id where that is known. */
  | { readonly type: 'folder_in_use'; readonly folder: string; readonly pid: number | null }
  | { readonly type: 'folder_unusable'; readonly folder: string; readonly code: string }
  /** It lies on another machine; `kind` is the system's word for how. */
  | { readonly type: 'folder_on_network'; readonly folder: string; readonly kind: string }
  /** A program copies it to other machines, file by file. */
  | { readonly type: 'folder_is_synced'; readonly folder: string; readonly service: string }
  /** A newer Hallway wrote it; this one leaves it untouched. */
  | { readonly type: 'database_newer'; readonly file: string; readonly found: number; readonly supported: number }
  | { readonly type: 'database_corrupt'; readonly file: string }
  /** It is gone, or empty, and what lies beside it shows that it was there. */
  | { readonly type: 'database_missing'; readonly file: string }
  /** Its disk did not give it. */
  | { readonly type: 'database_unreadable'; readonly file: string; readonly code: string }
  | { readonly type: 'disk_full'; readonly folder: string }
  | { readonly type: 'storage_failed'; readonly folder: string; readonly code: string }
  /** The history in the folder was made with another key: under this one it would be nobody's. */
  | { readonly type: 'history_of_other_key'; readonly folder: string }
  /** Others than its owner may read or write the key. */
  | { readonly type: 'key_file_exposed'; readonly path: string; readonly mode: string }
  /** The keystore of the system guards the key, and did not give what opens it. */
  | { readonly type: 'key_file_sealed'; readonly path: string }
  | { readonly type: 'key_file_damaged'; readonly path: string }
  | { readonly type: 'key_file_failed'; readonly path: string; readonly code: string }
  | { readonly type: 'ports_taken'; readonly from: number; readonly to: number }
  | { readonly type: 'port_forbidden'; readonly port: number }
  | { readonly type: 'no_address'; readonly hosts: readonly string[] }
  | { readonly type: 'bind_failed'; readonly host: string; readonly code: string }
  /** The runtime's cryptography does not give the answers of the standards. */
  | { readonly type: 'crypto_failed'; readonly check: CryptoCheck }
  /** It ended five times within a minute, and is not started again by itself. */
  | { readonly type: 'keeps_ending' }
  /** What it was started with makes no sense, or the two processes are of different builds; `detail` is for a log. */
  | { readonly type: 'start_refused'; readonly detail: string };

/** What the self-test looks at. */
export type CryptoCheck = 'ed25519' | 'sha256' | 'hmac' | 'hkdf' | 'aes_gcm' | 'tls';
