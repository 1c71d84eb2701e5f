import { DERIVATIONS } from '../domain/settings.ts';
import type { Topic } from '../domain/topic.ts';
import type { Stores } from './stores.ts';

// biome-ignore lint/suspicious/noExplicitAny: the arguments are those of the method, which the table names
type Method = (...args: any[]) => Promise<any>;

/** What a write changes: the same always, or by what was written and what came of it. */
type Changes<M> = M extends (...args: infer Args) => Promise<infer Answer>
  ? readonly Topic[] | ((args: Args, answer: Answer) => readonly Topic[])
  : never;

type Ports = Omit<Stores, 'dataVersion' | 'foreignVersion' | 'ping' | 'checkpointWal' | 'close'>;

type Table = {
  readonly [Port in keyof Ports]: { readonly [M in keyof Ports[Port]]?: Changes<Ports[Port][M]> };
};

/** Every writing method. One that changes nothing that people see has an empty list. */
export const CHANGES: Table = {
  observations: {
    putIndicators: (_args, changed) => (changed > 0 ? ['observations'] : []),
    append: (_args, { stored, revised, superseded }) =>
      stored + revised + superseded > 0 ? ['observations'] : [],
    rewrite: ['observations'],
    clearDue: [],
    clearDerivation: [],
  },
  uploads: { keepUpload: [] },
  signals: {
    recordAssessments: ([assessments]) =>
      assessments.some(({ signals }) => signals.length > 0) ? ['signals'] : [],
    dismissSignal: ['signals'],
  },
  reports: {
    // The very same again is counted, which is shown too.
    receiveReports: ['reports'],
    keepCatalogue: (_args, { stored, revised }) => (stored + revised > 0 ? ['reports'] : []),
    judgeReport: ['reports'],
  },
  bulletins: {
    createDraft: ([{ signal }]) => (signal === undefined ? ['bulletins'] : ['bulletins', 'signals']),
    editDraft: ['bulletins'],
    submit: ['bulletins'],
    returnToDraft: ['bulletins'],
    withdraw: ['bulletins'],
    approve: ['bulletins'],
    issue: ['bulletins'],
    acknowledge: ['bulletins'],
  },
  log: { createOwnLog: [], appendAct: [] },
  peers: {
    enrol: ['peers'],
    setPeerState: ['peers'],
    setPeerDocument: ['peers'],
    setPeerAddress: ['peers'],
    enrolAgain: ['peers'],
    settle: ['bulletins', 'peers'],
    recordContact: ['peers'],
    // Most pages only renew a checkpoint.
    storePage: ([{ entries }], refused) =>
      refused === undefined || entries.length === 0 ? ['peers'] : ['bulletins', 'peers'],
    // Where our bulletins have arrived follows from it.
    storeReceipt: ['bulletins', 'peers'],
    keepReceipt: ['bulletins', 'peers'],
    recordHint: ['peers'],
    signaturesChecked: ['bulletins', 'peers'],
  },
  checkpoints: {
    advanceWitnessed: [],
    // How many witnesses a bulletin has is shown.
    keepCosignatures: (_args, added) => (added > 0 ? ['bulletins'] : []),
    useToken: [],
    keepPending: [],
    dropPending: [],
    keepFork: (_args, isNew) => (isNew ? ['bulletins', 'peers', 'links'] : []),
    publishFork: [],
    keepBranch: (_args, added) => (added > 0 ? ['bulletins', 'peers'] : []),
  },
  recovery: {
    takeBack: ['bulletins'],
    openSealed: ['bulletins'],
    settleLog: ['bulletins', 'peers'],
    requirePeers: [],
    keepLaterLog: [],
    openEpoch: ['bulletins'],
    followEpoch: ['peers', 'bulletins'],
  },
  links: {
    recordChange: ['links'],
    recordSamples: [],
    // How the other side sees it is shown too.
    keepReport: ['links'],
    thin: [],
  },
  people: {
    createAccount: ['people'],
    changeAccount: ['people'],
    recordAudit: ['people'],
    recordAudits: ['people'],
    // What derived series were computed by is kept there too, and shown to nobody.
    setSetting: ([name]) => (name === DERIVATIONS ? [] : ['clock']),
  },
  sources: { setSourceNext: ['sources'], recordSourceRun: ['sources'] },
  weeks: {},
};

/** The same stores, which say what a write has changed once it is done. The one place that does. */
export function announcing(stores: Stores, announce: (...topics: Topic[]) => void): Stores {
  const wrapped = Object.entries(CHANGES).map(([name, table]) => {
    const port = stores[name as keyof Ports] as unknown as Record<string, Method>;
    const methods = Object.entries(table).map(([method, changes]): [string, Method] => [
      method,
      async (...args) => {
        const answer = await port[method]?.(...args);
        announce(...(typeof changes === 'function' ? changes(args, answer) : changes));
        return answer;
      },
    ]);
    return [name, { ...port, ...Object.fromEntries(methods) }];
  });
  return { ...stores, ...(Object.fromEntries(wrapped) as Ports) };
}
