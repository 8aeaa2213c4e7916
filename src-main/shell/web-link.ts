/** Pages and mail, and nothing that could start a program; null for the rest. */
export function webLink(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url : null;
}
