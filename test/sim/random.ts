/** Seeded randomness: the same seed gives the same numbers on every machine. Nothing in a world draws elsewhere. */
export interface Random {
  /** From 0 up to 1. */
  real(): number;
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(from: readonly T[]): T[];
  /** 128 bits in base64url. */
  id(): string;
  hex8(): string;
  /** A generator of its own: what one part of a world draws does not move what another one draws. */
  fork(): Random;
}

/** sfc32 (Doty-Humphrey, PractRand), seeded by splitmix32. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const mix = () => {
    state = (state + 0x9e3779b9) | 0;
    let t = state ^ (state >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) | 0;
  };
  let [a, b, c, d] = [mix(), mix(), mix(), 1];
  const word = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let round = 0; round < 12; round += 1) word();

  const random: Random = {
    real: () => word() / 2 ** 32,
    int: (from, to) => from + Math.floor(random.real() * (to - from + 1)),
    chance: (probability) => random.real() < probability,
    pick: (from) => from[random.int(0, from.length - 1)]!,
    shuffled(from) {
      const all = [...from];
      for (let last = all.length - 1; last > 0; last -= 1) {
        const other = random.int(0, last);
        [all[last], all[other]] = [all[other]!, all[last]!];
      }
      return all;
    },
    id() {
      const bytes = Buffer.alloc(16);
      for (let at = 0; at < 16; at += 4) bytes.writeUInt32LE(word(), at);
      return bytes.toString('base64url');
    },
    hex8: () => word().toString(16).padStart(8, '0'),
    fork: () => createRandom(word()),
  };
  return random;
}
