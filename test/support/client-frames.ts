/** The texts of the WebSocket frames that a client sent, without their masks, after the request that began it all (RFC 6455, section 5.2). */
export function readClientFrames(sent: Buffer): string[] {
  const headEnd = sent.indexOf('\r\n\r\n');
  if (headEnd < 0) return [];
  const texts: string[] = [];
  for (let at = headEnd + 4; at + 2 <= sent.length;) {
    const opcode = sent.readUInt8(at) & 0x0f;
    const short = sent.readUInt8(at + 1) & 0x7f;
    const maskAt = at + (short === 127 ? 10 : short === 126 ? 4 : 2);
    if (maskAt > sent.length) break;
    const length =
      short === 127 ? Number(sent.readBigUInt64BE(at + 2)) : short === 126 ? sent.readUInt16BE(at + 2) : short;
    const start = maskAt + 4;
    const mask = sent.subarray(maskAt, start);
    const payload = Buffer.from(sent.subarray(start, start + length)).map(
      (byte, index) => byte ^ (mask[index % 4] ?? 0),
    );
    if (opcode === 1) texts.push(Buffer.from(payload).toString('utf8'));
    at = start + length;
  }
  return texts;
}
