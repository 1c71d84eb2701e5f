import { describe } from 'node:test';
import { openStores, openStoresInline } from '../../src/store/open-stores.ts';
import { storesContract } from './contract/stores.ts';
import { storeDirectory } from './directory.ts';

// Each store starts a thread, which loads the same modules: compiled once, they take half the time.
process.env.NODE_COMPILE_CACHE ??= storeDirectory();

describe('SQLite in one thread', () => storesContract(() => openStoresInline(':memory:')));
describe('SQLite with a writer thread', { concurrency: 4 }, () =>
  storesContract(() => openStores(storeDirectory())),
);
