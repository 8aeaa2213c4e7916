/** Arithmetic on Ed25519's curve, -x² + y² = 1 + d·x²·y² (RFC 8032, section 5.1), slow and plain. */
export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const prime = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const d = mod(-121665n * inverse(121666n));

/** The eight points P with 8·P = 0: multiples of order·Q, for a Q that lies outside the subgroup of prime order. */
export function smallOrderPoints(): readonly Point[] {
  const zero = { x: 0n, y: 1n };
  for (let y = 2n; ; y += 1n) {
    const point = pointWithY(y);
    if (point === null) continue;
    const torsion = multiply(point, order);
    if (isSame(multiply(torsion, 4n), zero)) continue;
    return Array.from({ length: 8 }, (_, index) => multiply(torsion, BigInt(index)));
  }
}

/** Little-endian y, with the lowest bit of x on top. */
export function encodePoint({ x, y }: Point): Buffer {
  const bytes = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
  bytes.writeUInt8(bytes.readUInt8(31) | (Number(x & 1n) << 7), 31);
  return bytes;
}

function pointWithY(y: bigint): Point | null {
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n));
  const root = power(square, (prime + 3n) / 8n);
  const rootOfMinusOne = power(2n, (prime - 1n) / 4n);
  const x = [root, mod(root * rootOfMinusOne)].find((candidate) => mod(candidate * candidate) === square);
  return x === undefined ? null : { x, y };
}

function multiply(point: Point, factor: bigint): Point {
  let sum: Point = { x: 0n, y: 1n };
  for (const bit of factor.toString(2)) {
    sum = add(sum, sum);
    if (bit === '1') sum = add(sum, point);
  }
  return sum;
}

function add(one: Point, other: Point): Point {
  const product = mod(d * one.x * other.x * one.y * other.y);
  return {
    x: mod((one.x * other.y + one.y * other.x) * inverse(1n + product)),
    y: mod((one.y * other.y + one.x * other.x) * inverse(1n - product)),
  };
}

function isSame(one: Point, other: Point): boolean {
  return one.x === other.x && one.y === other.y;
}

function inverse(value: bigint): bigint {
  return power(mod(value), prime - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = mod(result * result);
    if (bit === '1') result = mod(result * base);
  }
  return result;
}

function mod(value: bigint): bigint {
  return ((value % prime) + prime) % prime;
}
