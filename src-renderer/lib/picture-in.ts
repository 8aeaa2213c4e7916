/** The first picture among what was dropped or pasted; null where there is none. */
export function pictureIn(data: DataTransfer | null): File | null {
  return [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
}

/** Whether there is a file in what is dragged; which one it is shows only once it is dropped. */
export function hasFiles(data: DataTransfer | null): boolean {
  return [...(data?.items ?? [])].some(({ kind }) => kind === 'file');
}
