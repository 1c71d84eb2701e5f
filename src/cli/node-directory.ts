import { clientEnvironment } from '../config/client-environment.ts';
import { EwsError } from '../domain/errors.ts';

/** The folder of the node that a command works on. @throws EwsError `invalid_input` */
export function nodeDirectory(stated: string | undefined): string {
  const directory = stated ?? clientEnvironment().directory;
  if (directory !== undefined) return directory;
  throw new EwsError('invalid_input', 'Which node? State its folder, or set EWS_DIR.');
}
