import { Command } from 'commander';
import type { AuditRecord } from '../domain/audit.ts';
import { moment, printLine, printTable } from './output.ts';
import { addRemote, type Page, remarkNext } from './remote.ts';

export function auditCommand(): Command {
  const audit = new Command('audit').description('who changed what');
  addRemote<Page<AuditRecord>>(audit, {
    usage: 'list',
    description: 'the audit trail, the oldest first',
    options: [
      ['--from <seq>', 'from this number on'],
      ['--limit <n>', 'how many at most'],
    ],
    ask: (api, _args, { from, limit }) => api.get('/audit', { from, limit }),
    show: showRecords,
  });
  addRemote<{ records: number; head: string }>(audit, {
    usage: 'verify',
    description: 'compute the hash chain of the whole trail again',
    ask: (api) => api.get('/audit/verify'),
    show: ({ records, head }) => printLine(`${records} records hold. Keep the last hash elsewhere: ${head}`),
  });
  return audit;
}

function showRecords(page: Page<AuditRecord>): void {
  printTable(page.items, [
    ['Number', ({ seq }) => seq],
    ['Time', ({ at }) => moment(at)],
    ['Who', ({ actor }) => `${actor.name} (${actor.role})`],
    ['Did', ({ action }) => action],
    ['To', ({ subject }) => subject],
    ['Detail', ({ detail }) => detail],
  ]);
  remarkNext(page, '--from');
}
