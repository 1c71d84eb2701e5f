import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Topic } from '../src/domain/topic.ts';
import { createFeed } from '../src/feed.ts';
import { until } from './helpers/until.ts';

test('feed: gathers what is announced at once, and tells everybody', async () => {
  const feed = createFeed();
  const [first, second]: [Topic[][], Topic[][]] = [[], []];
  feed.subscribe((topics) => first.push([...topics]));
  feed.subscribe((topics) => second.push([...topics]));
  feed.announce('peers', 'bulletins');
  feed.announce('peers');
  await until('it is told', () => second.length > 0);
  assert.deepEqual([first, second], [[['peers', 'bulletins']], [['peers', 'bulletins']]]);
});

test('feed: what comes while it tells is told next', async () => {
  const feed = createFeed();
  const told: Topic[][] = [];
  feed.subscribe((topics) => {
    told.push([...topics]);
    if (told.length === 1) feed.announce('clock');
  });
  feed.announce('links');
  await until('both are told', () => told.length === 2);
  assert.deepEqual(told, [['links'], ['clock']]);
});

test('feed: nothing is kept for who was not there, and nothing told to who is gone', async () => {
  const feed = createFeed();
  const told: Topic[][] = [];
  feed.announce('people');
  const leave = feed.subscribe((topics) => told.push([...topics]));
  feed.announce();
  await sleep(150);
  feed.announce('links');
  leave();
  await sleep(150);
  assert.deepEqual(told, []);
});
