import type { Command } from 'commander';
import type { OwnBulletin } from '../bulletin/port.ts';
import { showStep } from './bulletin-output.ts';
import { BulletinParts } from './bulletin-request.ts';
import { readDocument } from './document.ts';
import { addRemote } from './remote.ts';

/** `draft <id>`: has the node draft a bulletin from what stands at a path of its API. */
export function addDraftFrom(parent: Command, description: string, path: (id: string) => string): void {
  addRemote<OwnBulletin>(parent, {
    usage: 'draft <id>',
    description,
    options: [['--parts <file>', 'parts of the bulletin to state, in YAML or JSON, - for standard input']],
    ask: (api, [id = ''], { parts }) =>
      api.send(
        'POST',
        `${path(id)}/draft`,
        parts === undefined ? {} : { parts: readDocument(parts, BulletinParts) },
      ),
    show: showStep('drafted'),
  });
}
