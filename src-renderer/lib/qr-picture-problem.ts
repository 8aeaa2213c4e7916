/** Why a picture leads nowhere. */
export type QrPictureProblem =
  /** More than 40 million pixels or 64 MiB. */
  | { readonly type: 'picture_too_large' }
  /** No PNG, JPEG, GIF or WebP, or a damaged one. */
  | { readonly type: 'picture_not_readable' }
  /** There is no code in it, or too little of one. */
  | { readonly type: 'code_not_found' };
