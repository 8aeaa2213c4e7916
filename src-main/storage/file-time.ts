/** A moment as part of a file's name: names that begin alike sort by it. */
export function formatFileTime(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:.]/gu, '');
}

/** Null for what is no such moment. */
export function parseFileTime(text: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/u.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, millisecond] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
  return Number.isNaN(at) ? null : at;
}
