import assert from 'node:assert/strict';
import { audit, indicator } from '../build.ts';
import { acknowledgementContract } from './acknowledgements.ts';
import { boardContract } from './board.ts';
import { bulletinContract } from './bulletins.ts';
import { checkpointContract } from './checkpoints.ts';
import { type Open, refused, storeTest } from './contract.ts';
import { linkContract } from './links.ts';
import { logContract } from './log.ts';
import { observationContract } from './observations.ts';
import { pageContract } from './pages.ts';
import { peerContract } from './peers.ts';
import { peopleContract } from './people.ts';
import { queueContract } from './queue.ts';
import { relayedContract } from './relayed.ts';
import { reportContract } from './reports.ts';
import { rewriteContract } from './rewrites.ts';
import { runContract } from './runs.ts';
import { signalContract } from './signals.ts';
import { situationContract } from './situations.ts';
import { sourceContract } from './sources.ts';
import { uncheckedContract } from './unchecked.ts';
import { vintageContract } from './vintages.ts';
import { weekContract } from './weeks.ts';

/** All that an engine has to do. */
export function storesContract(open: Open): void {
  observationContract(open);
  vintageContract(open);
  runContract(open);
  rewriteContract(open);
  signalContract(open);
  reportContract(open);
  queueContract(open);
  situationContract(open);
  weekContract(open);
  logContract(open);
  bulletinContract(open);
  acknowledgementContract(open);
  peerContract(open);
  checkpointContract(open);
  linkContract(open);
  pageContract(open);
  uncheckedContract(open);
  relayedContract(open);
  peopleContract(open);
  sourceContract(open);
  boardContract(open);

  storeTest(open, 'stores: the data version tells whether anything was written', async (stores) => {
    const versions = [await stores.dataVersion()];
    await stores.people.setSetting('a', 'b');
    versions.push(await stores.dataVersion());
    await stores.people.setting('a');
    versions.push(await stores.dataVersion());
    await stores.observations.putIndicators([indicator()]);
    versions.push(await stores.dataVersion());
    assert.equal(versions[1], versions[2]);
    assert.equal(new Set(versions).size, 3);
  });

  storeTest(open, 'stores: the version of others does not change by what is written here', async (stores) => {
    const before = await stores.foreignVersion();
    await stores.people.setSetting('a', 'b');
    await stores.observations.putIndicators([indicator()]);
    assert.equal(await stores.foreignVersion(), before);
  });

  storeTest(open, 'stores: answer a ping, and go on after a checkpoint', async (stores) => {
    await stores.ping();
    await stores.people.recordAudit(audit());
    await stores.checkpointWal();
    await stores.people.recordAudit(audit());
    assert.equal((await stores.people.auditRecords(0, 9)).length, 2);
  });

  storeTest(open, 'stores: are closed once, and refuse what comes after', async (stores) => {
    const last = stores.people.recordAudit(audit());
    await stores.close();
    await last;
    await stores.close();
    await refused(stores.ping(), 'unavailable');
    await refused(stores.people.setting('a'), 'unavailable');
    await refused(stores.people.setSetting('a', 'b'), 'unavailable');
    await refused(stores.checkpointWal(), 'unavailable');
    await refused(stores.dataVersion(), 'unavailable');
    await refused(stores.foreignVersion(), 'unavailable');
  });
}
