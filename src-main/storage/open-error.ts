/** Why a data folder could not be opened; each says what a person can do about it. */
export type OpenError =
  /** Nothing can be written there: a read-only disk or somebody else's folder. */
  | { readonly type: 'folder_read_only'; readonly folder: string }
  /** Another process has it open, the one with this id where that is known. */
  | { readonly type: 'folder_in_use'; readonly folder: string; readonly pid: number | null }
  /** A file stands where the folder would be, a part of the path is missing, or the like; the code is the system's. */
  | { readonly type: 'folder_unusable'; readonly folder: string; readonly code: string }
  /** It lies on another machine; `kind` is the system's word for how. */
  | { readonly type: 'folder_on_network'; readonly folder: string; readonly kind: string }
  /** A program copies it to other machines. */
  | { readonly type: 'folder_is_synced'; readonly folder: string; readonly service: string }
  /** A newer Hallway wrote it; this one leaves it untouched. */
  | { readonly type: 'database_newer'; readonly file: string; readonly found: number; readonly supported: number }
  /** Not a database, or a damaged one. It is left as it is. */
  | { readonly type: 'database_corrupt'; readonly file: string }
  /** There is none, or an empty one, where there was a log: it is not begun anew, and no backup could take its place. */
  | { readonly type: 'database_missing'; readonly file: string }
  /** The disk did not give it. That is no damage, and nothing was put in its place; the code is SQLite's or the system's. */
  | { readonly type: 'database_unreadable'; readonly file: string; readonly code: string }
  | { readonly type: 'disk_full'; readonly folder: string }
  | { readonly type: 'storage_failed'; readonly folder: string; readonly code: string }
  /** The history in the folder was made with another key: under this one it would be nobody's. */
  | { readonly type: 'history_of_other_key'; readonly folder: string };
