/** The seed of a run: given by EWS_TEST_SEED in order to repeat one, otherwise new each time. */
export const seed = Number(process.env.EWS_TEST_SEED ?? Math.floor(Math.random() * 2 ** 32));

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function createRandom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
