import { describe } from 'node:test';
import { openStores, openStoresInline } from '../../src/store/open-stores.ts';
import { storesContract } from './contract/stores.ts';
import { storeDirectory } from './directory.ts';

describe('SQLite in one thread', () => storesContract(() => openStoresInline(':memory:')));
describe('SQLite with a writer thread', { concurrency: 4 }, () =>
  storesContract(() => openStores(storeDirectory())),
);
