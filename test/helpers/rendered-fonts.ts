import type { Page } from 'playwright-core';

/** The fonts of this machine, and not of the console, that a page's texts are drawn with: `family: text`. */
export async function foreignFonts(page: Page): Promise<string[]> {
  await page.evaluate('document.fonts.ready');
  const client = await page.context().newCDPSession(page);
  await client.send('DOM.enable');
  await client.send('CSS.enable');
  const { root } = await client.send('DOM.getDocument', { depth: -1 });
  const foreign = await Promise.all(
    textParents(root).map(async (node) => {
      const { fonts } = await client.send('CSS.getPlatformFontsForNode', { nodeId: node.nodeId });
      return fonts
        .filter(({ isCustomFont }) => !isCustomFont)
        .map(({ familyName }) => `${familyName}: ${textOf(node)}`);
    }),
  );
  await client.detach();
  return foreign.flat();
}

interface DomNode {
  readonly nodeId: number;
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string;
  readonly children?: DomNode[];
}

const TEXT = 3;

/** Elements with text of their own that is shown. */
function textParents(node: DomNode): DomNode[] {
  if (['HEAD', 'SCRIPT', 'STYLE', 'NOSCRIPT'].includes(node.nodeName)) return [];
  const children = node.children ?? [];
  return [...(textOf(node) === '' ? [] : [node]), ...children.flatMap(textParents)];
}

function textOf({ children = [] }: DomNode): string {
  return children
    .filter(({ nodeType }) => nodeType === TEXT)
    .map(({ nodeValue }) => nodeValue.trim())
    .join(' ')
    .trim();
}
