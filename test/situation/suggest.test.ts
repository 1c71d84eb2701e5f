import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BulletinDraftInput } from '../../src/domain/bulletin.ts';
import { placeKey } from '../../src/domain/supply-map.ts';
import { situationsOf } from '../../src/situation/group.ts';
import { nextOf } from '../../src/situation/next.ts';
import type { Part } from '../../src/situation/part.ts';
import type { BulletinInForce } from '../../src/situation/port.ts';
import { suggestDraft } from '../../src/situation/suggest-draft.ts';
import { suggestLevel } from '../../src/situation/suggest-level.ts';
import { AT } from '../store/build.ts';
import { bulletin, JP, KR, MAP, ofBulletin, ofReport, ofSignal, US } from './seen.ts';

const RESIST_REPORT = { sector: 'semiconductors', item: { en: 'Photoresist' }, hsCodes: [] };
const level = (...parts: Part[]) => {
  const suggested = suggestLevel(parts);
  return suggested === undefined ? 'none' : `${suggested.level} ${suggested.reason}`;
};

test('level: own signals and bulletins count in full, reports make it attention', () => {
  assert.equal(level(), 'none');
  assert.equal(level(ofSignal('a', { level: 'serious' })), 'serious own');
  assert.equal(level(ofBulletin(1, { issuer: KR.node, level: 'alert' })), 'alert own');
  assert.equal(level(ofReport(1)), 'attention reports');
});

test('level: peers alone suggest caution at most, however many they are', () => {
  const serious = ofBulletin(1, { level: 'serious' });
  assert.equal(level(serious), 'caution capped');
  assert.equal(level(serious, ofBulletin(2, { issuer: US.node, level: 'alert' })), 'caution capped');
  assert.equal(level(serious, ofReport(1)), 'caution capped');
  assert.equal(level(ofBulletin(1, { level: 'attention' })), 'attention peers');
  assert.equal(level(ofBulletin(1, { level: 'caution' })), 'caution peers');
});

test('level: where an own signal agrees, peers count in full', () => {
  const serious = ofBulletin(1, { level: 'serious' });
  assert.equal(level(serious, ofSignal('a', { level: 'caution' })), 'serious agreed');
  assert.equal(level(serious, ofSignal('a', { level: 'attention' })), 'caution capped');
  assert.equal(level(ofBulletin(1, { level: 'caution' }), ofSignal('a', { level: 'alert' })), 'alert own');
});

test('level: an own bulletin is no measurement, so that it does not let a peer through', () => {
  const own = ofBulletin(2, { issuer: KR.node, level: 'caution' });
  assert.equal(level(ofBulletin(1, { level: 'serious' }), own), 'caution own');
});

const situationOf = (parts: Part[]) => situationsOf(MAP, parts).find(({ id }) => id === 'item-photoresist')!;

test('next: from the country that the parts point to, and down the chain', () => {
  const next = nextOf(MAP, situationOf([ofBulletin(1)]));
  assert.deepEqual(next.origins.map(placeKey), ['JP/materials/photoresist']);
  assert.deepEqual(
    next.effects.map(({ place, share, days }) => [placeKey(place), share, days.from, days.to]),
    [
      ['KR/fabrication/chips', 0.85, 30, 45],
      ['US/use/phones', 0.425, 40, 65],
    ],
  );
});

test('next: all who supply it where nobody says from where, and none of a disputed origin', () => {
  const us = ofBulletin(1, { issuer: US.node });
  assert.equal(nextOf(MAP, situationOf([us])).origins.length, 1);
  const disputed = ofBulletin(2, {}, { disputedOrigin: true });
  assert.deepEqual(nextOf(MAP, situationOf([disputed])).effects, []);
});

const suggest = (parts: Part[], bulletins: BulletinInForce[], own = KR) => {
  const situation = situationOf(parts);
  const peers = [JP.node, US.node, KR.node].filter((node) => node !== own.node);
  return suggestDraft(situation, nextOf(MAP, situation), { own, peers, bulletins, now: AT });
};

test('draft: a peer warns, the own series are calm, and the chain leads here', () => {
  const warned = bulletin(1, { level: 'serious' });
  const { restsOn, effect, input } = suggest([ofBulletin(1, { level: 'serious' })], [warned])!;
  assert.equal(restsOn, warned.content.id);
  assert.deepEqual([placeKey(effect.place), effect.share], ['KR/fabrication/chips', 0.85]);
  assert.deepEqual(
    [input.level, input.certainty, input.status, input.urgency],
    ['caution', 'possible', 'actual', 'future'],
  );
  assert.deepEqual(input.items, [{ name: MAP.items.photoresist!.names, hsCodes: ['370710', '370790'] }]);
  assert.equal(
    input.text.en,
    `Japan warns of Photoresist (serious, ${warned.content.id}). Exposed: South Korea, manufacturing (Chips), in 30 to ` +
      '45 days, through up to 85 % of its imports of Photoresist (An office, 2023). Its own series show nothing of it yet.',
  );
  assert.match(
    input.text.ko ?? '',
    /^일본 경보: 포토레지스트 '심각'.*30~45일 뒤 포토레지스트 수입의 최대 85%가/,
  );
  assert.match(
    input.text.ja ?? '',
    /^日本の警報: フォトレジスト「深刻」.*30～45日後にフォトレジストの輸入の最大85%に/,
  );
  assert.equal(input.headline.en, 'Caution: Photoresist, South Korea exposed after a warning by Japan');
  assert.ok(BulletinDraftInput.safeParse({ ...input, contact: 'Desk' }).success);
  assert.equal(input.expires, '2021-12-10T00:00:00.000Z');
});

test('draft: none where something was measured or issued here, where it reaches nobody here, or by a disputed origin', () => {
  const parts = [ofBulletin(1)];
  const all = [bulletin(1)];
  assert.ok(suggest(parts, all) !== undefined);
  assert.ok(suggest([...parts, ofReport(1, RESIST_REPORT)], all) !== undefined);
  assert.equal(suggest([...parts, ofSignal('a', { level: 'attention' })], all), undefined);
  const own = { issuer: KR.node };
  assert.equal(suggest([...parts, ofBulletin(2, own)], [...all, bulletin(2, own)]), undefined);
  assert.equal(suggest(parts, all, { node: 'tw.ews.example', country: 'TW' }), undefined);
  const disputed = { disputedOrigin: true } as const;
  assert.equal(suggest([ofBulletin(1, {}, disputed)], [bulletin(1, {}, disputed)]), undefined);
  assert.equal(suggest([ofReport(1, RESIST_REPORT)], []), undefined);
});

test('draft: goes no further than the bulletin that it rests on', () => {
  const closed = { tlp: 'AMBER', audience: [KR.node, US.node, 'tw.ews.example'] } as const;
  const parts = { ...closed, audience: [...closed.audience] };
  const { input } = suggest([ofBulletin(1, parts)], [bulletin(1, parts)])!;
  assert.deepEqual([input.tlp, input.audience], ['AMBER', [JP.node, US.node]]);
  const alone = { tlp: 'RED', audience: [KR.node] } as const;
  const single = { ...alone, audience: [...alone.audience] };
  assert.deepEqual(suggest([ofBulletin(1, single)], [bulletin(1, single)])!.input.audience, [JP.node]);
});

test('draft: rests on the highest of several bulletins, and is likelier where two countries warn', () => {
  const all = [bulletin(1, { level: 'caution' }), bulletin(2, { issuer: US.node, level: 'alert' })];
  const parts = [ofBulletin(1, { level: 'caution' }), ofBulletin(2, { issuer: US.node, level: 'alert' })];
  const { restsOn, input } = suggest(parts, all)!;
  assert.deepEqual([restsOn, input.certainty], [all[1]!.content.id, 'likely']);
});
