import { Command } from 'commander';
import type { OwnBulletin } from '../bulletin/port.ts';
import { BulletinDraftInput } from '../domain/bulletin.ts';
import type { ApiClient } from './api-client.ts';
import { type Bulletin, showBulletin, showBulletins, showStep } from './bulletin-output.ts';
import { addReleaseCommands } from './bulletin-release.ts';
import { BulletinParts, bulletinPath } from './bulletin-request.ts';
import { readDocument } from './document.ts';
import { addEffects } from './effects.ts';
import { printLine } from './output.ts';
import { type Recomputation, recomputeAll, showRecomputation } from './recompute.ts';
import { addRemote, PAGING, type Page } from './remote.ts';

export function bulletinsCommand(): Command {
  const bulletins = new Command('bulletins').description(
    'early-warning bulletins, own ones and those of peers',
  );
  addReading(bulletins);
  addDrafting(bulletins);
  addReleaseCommands(bulletins);
  return bulletins;
}

function addReading(bulletins: Command): void {
  addRemote<Page<Bulletin>>(bulletins, {
    usage: 'list',
    description: 'bulletins, the newest first',
    options: [
      ['--from <whose>', 'own (the default) or peers'],
      ['--state <state>', 'draft, in-review, issued, updated, cancelled or withdrawn'],
      ['--level <level>', 'attention, caution, alert or serious'],
      ['--issuer <node>', 'of this peer alone'],
      ...PAGING,
    ],
    ask: (api, _args, { from, state, level, issuer, limit, offset }) =>
      api.get('/bulletins', { from, state, level, issuer, limit, offset }),
    show: showBulletins,
  });
  addRemote<Bulletin>(bulletins, {
    usage: 'show <id>',
    description: 'one bulletin: its content, its digest, and what became of it',
    ask: (api, [id = '']) => api.get(bulletinPath(id)),
    show: showBulletin,
  });
  addEffects(bulletins, 'a bulletin', bulletinPath);
  addRemote<Recomputation>(bulletins, {
    usage: 'recompute <id>',
    description:
      'compute the scores of a bulletin again, from its evidence alone; ends with 1 if one is another',
    ask: async (api, [id = '']) => recomputeAll((await api.get<Bulletin>(bulletinPath(id))).content.evidence),
    show: showRecomputation,
  });
}

function addDrafting(bulletins: Command): void {
  addRemote<OwnBulletin>(bulletins, {
    usage: 'draft <file>',
    description: 'draft a bulletin by hand, in YAML or JSON, - for standard input',
    ask: (api, [file = '']) => api.send('POST', '/bulletins', readDocument(file, BulletinDraftInput)),
    show: showStep('drafted'),
  });
  addRemote<OwnBulletin>(bulletins, {
    usage: 'edit <id> <file>',
    description: 'replace parts of a draft; one in review goes back to draft',
    required: [['--digest <digest>', 'of the content that you saw']],
    ask: (api, [id = '', file = ''], { digest }) =>
      api.send('PATCH', bulletinPath(id), { expected: digest, parts: readDocument(file, BulletinParts) }),
    show: showStep('edited'),
  });
  addRemote<OwnBulletin>(bulletins, {
    usage: 'update <id> <file>',
    description: 'draft what replaces an issued bulletin, with these parts different',
    ask: (api, [id = '', file = '']) =>
      api.send('POST', `${bulletinPath(id)}/updates`, { parts: readDocument(file, BulletinParts) }),
    show: showStep('drafted'),
  });
  addRemote<OwnBulletin>(bulletins, {
    usage: 'cancel <id>',
    description: 'draft what takes an issued bulletin back',
    options: [
      ['--reason <text>', 'why, in English'],
      ['--reason-ko <text>', 'in Korean'],
      ['--reason-ja <text>', 'in Japanese'],
    ],
    ask: (api, [id = ''], { reason: en, reasonKo: ko, reasonJa: ja }) =>
      api.send('POST', `${bulletinPath(id)}/cancellation`, { reason: { en, ko, ja } }),
    show: showStep('drafted'),
  });
  addRemote<{ withdrawn: string }>(bulletins, {
    usage: 'withdraw <id>',
    description: 'give up a draft',
    ask: withdraw,
    show: ({ withdrawn }) => printLine(`${withdrawn} is withdrawn.`),
  });
}

async function withdraw(api: ApiClient, [id = '']: readonly string[]): Promise<{ withdrawn: string }> {
  await api.send('DELETE', bulletinPath(id));
  return { withdrawn: id };
}
