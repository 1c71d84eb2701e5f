/** Text that may stand in a page as it is: only the tag below makes it, out of this program's own text. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}
export type Html = Markup;

type Part = Html | string | number | false | undefined | readonly Part[];

/**
 * A template whose parts are escaped, whatever they are: what a peer or a reporter wrote becomes text, in an element as
 * in an attribute with quotes. Markup made by this tag stays; `false` and `undefined` are nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Markup(String.raw({ raw: strings }, ...parts.map(written)));
}

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.toString();
  if (Array.isArray(part)) return part.map(written).join('');
  return escaped(String(part));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that move the cursor or turn the direction of what follows would show a text other than it is. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

function escaped(text: string): string {
  return text.replace(INVISIBLE, ' ').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
