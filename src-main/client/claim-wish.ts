/** By what this device says at the door that it is somebody's (P18): their link, or their name. */
export type ClaimWish = { readonly type: 'link' } | { readonly type: 'name'; readonly displayName: string };
