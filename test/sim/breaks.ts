import { registerHooks } from 'node:module';

/** A rule of the program that is broken on purpose, to see whether the simulation notices. */
export interface Break {
  /** Below src/. */
  readonly file: string;
  /** What stands there once, and what stands there when it is broken. */
  readonly find: string;
  readonly replace: string;
  /** A world that notices, and by which rule. */
  readonly seed: number;
  readonly invariant: string;
}

/** Each is what a tired hand could write, and no reader of the interface would see. */
export const BREAKS: Readonly<Record<string, Break>> = {
  'fence-not-written': {
    file: 'log/own-log.ts',
    find: 'if (fencedSize() < size) fence.write({ origin, size, root: rangeRoot(committed.range) });',
    replace: '',
    seed: 1,
    invariant: 'shown-unfenced',
  },
  'issues-after-old-backup': {
    file: 'log/judge-log.ts',
    find: 'if (log.range.size < fence.size) {',
    replace: "if (log.range.size < fence.size) { return { state: 'ready' };",
    seed: 49,
    invariant: 'sequence-reused',
  },
  'root-not-compared': {
    file: 'federation/pull/page.ts',
    find: 'if (!equalBytes(rangeRoot(range), claim.root)) throw mismatch(claim, held, range);',
    replace: '',
    seed: 129,
    invariant: 'altered',
  },
  'audience-ignored': {
    file: 'federation/serve/serve.ts',
    find: 'return isForAll(address) || isInAudience(address.aud, issuer, reader);',
    replace: 'return true;',
    seed: 1,
    invariant: 'audience',
  },
  'commits-not-durable': {
    file: 'store/sqlite/open.ts',
    find: "db.pragma('synchronous = FULL');",
    replace: '',
    seed: 1,
    invariant: 'receipt',
  },
  'cursor-counted-before-the-page': {
    file: 'federation/pull/ask.ts',
    find: 'size: held.range.size,',
    replace: 'size: held.range.size + 1,',
    seed: 1,
    invariant: 'receipt',
  },
  'tokens-count-twice': {
    file: 'store/sqlite/used-tokens.ts',
    find: 'if (this.#use.run(issuer, id, expiresAt).changes === 1) return;',
    replace: 'if (this.#use.run(issuer, id, expiresAt).changes >= 0) return;',
    seed: 1,
    invariant: 'token-twice',
  },
  'pulls-given-up': {
    file: 'federation/pull/pull-loop.ts',
    find: 'pace.failures += 1;',
    replace: 'pace.failures += 1; if (pace.failures > 3) await parts.delay(1e9, stopped);',
    seed: 3,
    invariant: 'receipts',
  },
  'checkpoints-not-exchanged': {
    file: 'federation/federation.ts',
    find: '() => gossip.run()',
    replace: 'async () => undefined',
    seed: 86,
    invariant: 'fork-found',
  },
  'lost-taken-for-sealed': {
    file: 'federation/relay/missing.ts',
    find: 'via === undefined && lost !== true',
    replace: 'via === undefined',
    seed: 249,
    invariant: 'opened',
  },
};

/** Has the program be read with a rule broken. To be called before anything of src/ is imported. */
export function installBreak(name: string): void {
  const broken = BREAKS[name];
  if (broken === undefined) throw new Error(`There is no break ${name}: ${Object.keys(BREAKS).join(', ')}.`);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/src/${broken.file}`)) return loaded;
      const source = String(loaded.source);
      if (source.split(broken.find).length !== 2)
        throw new Error(
          `src/${broken.file} does not hold "${broken.find}" once: the break ${name} has to follow it.`,
        );
      return { ...loaded, source: source.replace(broken.find, () => broken.replace) };
    },
  });
}
