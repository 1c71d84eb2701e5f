/** A block of a document that demands something: a paragraph or an item of a list. */
export interface Rule {
  /** `R-7.1-3`: the third rule of section 7.1. Undefined: it has no number yet. */
  readonly id: string | undefined;
  /** The number that is due where it stands. */
  readonly due: string;
  readonly text: string;
}

interface Block {
  readonly section: string;
  lines: string[];
}

const HEADING = /^#{2,4} (\d+(?:\.\d+)*) /;
const ITEM = /^(\s*(?:[-*]|\d+\.) )/;
const NUMBER = /^\*\*(R-[\d.]+-\d+)\*\* /;

/** The rules of a document in their order. */
export function rulesOf(markdown: string): Rule[] {
  const counts = new Map<string, number>();
  return blocksOf(markdown)
    .filter(({ lines }) => isDemand(lines.join('\n')))
    .map(({ section, lines }) => {
      const count = (counts.get(section) ?? 0) + 1;
      counts.set(section, count);
      const { rest } = splitMarker(lines[0] ?? '');
      return { id: NUMBER.exec(rest)?.[1], due: `R-${section}-${count}`, text: lines.join('\n') };
    });
}

/** The document with each of its rules numbered: densely, section by section, in the order in which they stand. */
export function numberRules(markdown: string): string {
  const counts = new Map<string, number>();
  const blocks = blocksOf(markdown);
  for (const block of blocks) {
    const { marker, rest } = splitMarker(block.lines[0] ?? '');
    const bare = rest.replace(NUMBER, '');
    if (!isDemand(block.lines.join('\n'))) {
      if (bare !== rest) block.lines = [marker + bare, ...block.lines.slice(1)];
      continue;
    }
    const count = (counts.get(block.section) ?? 0) + 1;
    counts.set(block.section, count);
    block.lines = [`${marker}**R-${block.section}-${count}** ${bare}`, ...block.lines.slice(1)];
  }
  return blocks.flatMap(({ lines }) => lines).join('\n');
}

/** Whether a block demands something. The paragraph that says what the words mean does not, and no code does. */
function isDemand(block: string): boolean {
  return /\bMUST\b/.test(block) && !block.includes('RFC 2119') && !/^(```| {4}|#)/.test(block);
}

function splitMarker(line: string): { marker: string; rest: string } {
  const marker = ITEM.exec(line)?.[1] ?? '';
  return { marker, rest: line.slice(marker.length) };
}

/** All lines of a document, by blocks: paragraphs, items of lists, blocks of code, headings, empty lines. */
function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let section = '0';
  let fenced = false;
  let open = false;
  for (const line of markdown.split('\n')) {
    const fence = line.startsWith('```');
    if (!fenced) section = HEADING.exec(line)?.[1] ?? section;
    const begins =
      !fenced && (!open || line.trim() === '' || fence || ITEM.test(line) || line.startsWith('#'));
    if (begins || blocks.length === 0) blocks.push({ section, lines: [] });
    blocks.at(-1)?.lines.push(line);
    if (fence) fenced = !fenced;
    open = fenced || (line.trim() !== '' && !fence && !line.startsWith('#'));
  }
  return blocks;
}
