import { crc32, deflateSync } from 'node:zlib';
import { create } from 'qrcode';

/** How a code lies in a picture that somebody took of it. */
export interface Photo {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Of the picture's width, that the code takes. */
  readonly share: number;
  /** Radians. */
  readonly angle: number;
  /** How far one side is nearer than the other; 0: straight from the front. */
  readonly tilt: number;
  /** Of 255: how much each pixel is off at most. */
  readonly noise: number;
  /** How much darker the far side is, 0 to 1. */
  readonly shade: number;
}

export const straight: Photo = { width: 600, height: 600, share: 0.9, angle: 0, tilt: 0, noise: 0, shade: 0 };
/** As a telephone held aslant takes it, in poor light. */
export const aslant: Photo = {
  width: 1_400,
  height: 1_000,
  share: 0.45,
  angle: 0.2,
  tilt: 0.15,
  noise: 20,
  shade: 0.3,
};

const quietModules = 4;
const [ink, paper, table] = [20, 245, 110];

/** A PNG of a code that says this text, as it lies there; the noise is the same each time. */
export function photographCode(text: string, photo: Photo = straight): Buffer {
  const { size, data } = create(text, { errorCorrectionLevel: 'L' }).modules;
  const { width, height, share, angle, tilt, noise, shade } = photo;
  const modulePixels = (width * share) / (size + 2 * quietModules);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  let seed = 7_420;
  const chance = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648 - 0.5;
  };
  const shadeOf = (column: number, row: number): number => {
    const isOn = (margin: number) => Math.min(column, row) >= -margin && Math.max(column, row) < size + margin;
    if (!isOn(quietModules)) return table;
    return isOn(0) && data[Math.floor(row) * size + Math.floor(column)] === 1 ? ink : paper;
  };
  return encodePng(width, height, (x, y) => {
    const depth = 1 + tilt * (x / width - 0.5) + tilt * 0.6 * (y / height - 0.5);
    const [u, v] = [(x - width / 2) / depth, (y - height / 2) / depth];
    const column = (u * cosine + v * sine) / modulePixels + size / 2;
    const row = (v * cosine - u * sine) / modulePixels + size / 2;
    return shadeOf(column, row) * (1 - shade * (x / width)) + chance() * noise;
  });
}

/** A PNG of grey pixels, 8 bits each (RFC 2083). */
export function encodePng(width: number, height: number, greyAt: (x: number, y: number) => number): Buffer {
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + x + 1] = Math.min(255, Math.max(0, Math.round(greyAt(x, y))));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
