import { z } from 'zod';

const WHOLE_NUMBER = /^(0|[1-9][0-9]{0,14})$/;

/** A number in a query: plain digits, nothing that only looks like a number. */
export function wholeNumber(min: number, max: number) {
  return z.preprocess(
    (text) => (typeof text === 'string' && WHOLE_NUMBER.test(text) ? Number(text) : text),
    z.number().int().min(min).max(max),
  );
}

const FRACTION = /^(0|1|0\.[0-9]{1,6}|1\.0{1,6})$/;

/** A part of a whole in a query, above 0 and up to 1: `0.5`. */
export function fraction() {
  return z.preprocess(
    (text) => (typeof text === 'string' && FRACTION.test(text) ? Number(text) : text),
    z.number().gt(0).max(1),
  );
}

/** `true` or `false` in a query; absent: false. */
export function flag() {
  return z
    .preprocess((text) => (text === 'true' ? true : text === 'false' ? false : text), z.boolean())
    .default(false);
}

/** Part of what people look for, in whatever letters. */
export const SearchText = z.string().trim().min(1).max(100);

/** Query of a list that is read page by page. */
export const paging = {
  limit: wholeNumber(1, 500).default(50).describe('How many items at most'),
  offset: wholeNumber(0, 1_000_000_000).default(0).describe('How many items to leave out first'),
};

/** An answer with items; `next` is the offset of the page after it, absent on the last one. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.number().int().optional() });
}

/** Reads one page, and one item more in order to know whether there is another page. */
export async function readPage<Item>(
  page: { readonly limit: number; readonly offset: number },
  read: (limit: number, offset: number) => Promise<Item[]>,
): Promise<{ items: Item[]; next?: number }> {
  const items = await read(page.limit + 1, page.offset);
  if (items.length <= page.limit) return { items };
  return { items: items.slice(0, page.limit), next: page.offset + page.limit };
}

/** Leaves out members that are undefined, so that an absent parameter is absent. */
export function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
