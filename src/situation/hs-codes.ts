/**
 * Whether two codes of the Harmonized System speak of the same goods: one begins with the other, since the one may be
 * coarser. `3102` and `310210` do, `310210` and `310290` do not.
 */
export function isSameGoods(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

export function haveCommonGoods(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.some((other) => isSameGoods(one, other)));
}
