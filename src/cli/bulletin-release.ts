import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Acknowledgement, OwnBulletin } from '../bulletin/port.ts';
import type { ApiClient } from './api-client.ts';
import { showStep } from './bulletin-output.ts';
import { bulletinPath } from './bulletin-request.ts';
import { printLine } from './output.ts';
import { addRemote, type Stated } from './remote.ts';

const DIGEST = [['--digest <digest>', 'of the content that you read; "show" prints it']] as const;

/** The way of a bulletin from its draft to its readers. */
export function addReleaseCommands(bulletins: Command): void {
  addRemote<OwnBulletin>(bulletins, {
    usage: 'submit <id>',
    description: 'put a content forward for approval',
    required: DIGEST,
    ask: (api, [id = ''], { digest }) => api.send('POST', `${bulletinPath(id)}/submit`, { digest }),
    show: showStep('submitted'),
  });
  addRemote<OwnBulletin>(bulletins, {
    usage: 'approve <id>',
    description: 'stand for a content, as somebody else than its submitter',
    required: DIGEST,
    ask: (api, [id = ''], { digest }) => api.send('POST', `${bulletinPath(id)}/approve`, { digest }),
    show: showStep('approved'),
  });
  addRemote<OwnBulletin>(bulletins, {
    usage: 'return <id>',
    description: 'send a bulletin in review back to its draft',
    required: [['--reason <text>', 'why']],
    ask: (api, [id = ''], { reason }) => api.send('POST', `${bulletinPath(id)}/return`, { reason }),
    show: showStep('returned to its draft'),
  });
  addRemote<OwnBulletin>(bulletins, {
    usage: 'issue <id>',
    description: 'sign an approved bulletin and append it to the log, from where peers pull it',
    ask: (api, [id = '']) => api.send('POST', `${bulletinPath(id)}/issue`),
    show: showStep('issued'),
  });
  addAfterIssue(bulletins);
}

function addAfterIssue(bulletins: Command): void {
  addRemote<Acknowledgement>(bulletins, {
    usage: 'ack <id> <type>',
    description: 'say to its issuer that people here "read" it, are "acting" on it, or "disputed" it',
    options: [['--note <text>', 'a note to the issuer']],
    ask: (api, [id = '', type], { note }) =>
      api.send('POST', `${bulletinPath(id)}/acknowledgements`, { type, note }),
    show: ({ bulletin, type }) => printLine(`${bulletin.id}: ${type}.`),
  });
  addRemote<{ proof?: string; file?: string }>(bulletins, {
    usage: 'proof <id>',
    description: 'the file that proves an issued bulletin offline, for "ews verify"',
    options: [['--out <file>', 'write it there']],
    ask: fetchProof,
    show: ({ proof, file }) =>
      proof === undefined ? printLine(`Written to ${file}.`) : process.stdout.write(proof),
  });
}

async function fetchProof(api: ApiClient, [id = '']: readonly string[], { out }: Stated) {
  const proof = await api.text(`${bulletinPath(id)}/proof`);
  if (out === undefined) return { proof };
  writeFileSync(out, proof);
  return { file: out };
}
