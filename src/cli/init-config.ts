import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { requireNoProblems } from '../config/problems.ts';
import { NodeFile } from '../config/schema.ts';
import { checkYaml, parseYaml } from '../config/yaml-file.ts';

/** What `ews init` asks for `config/node.yaml`; what is absent has its default. */
export interface NodeAnswers {
  readonly id: string;
  readonly country: string;
  readonly name?: string | undefined;
  readonly contact?: string | undefined;
  readonly agencyHost?: string | undefined;
  readonly agencyPort?: number | undefined;
  readonly federationHost?: string | undefined;
  readonly federationPort?: number | undefined;
  readonly federationUrl?: string | undefined;
  readonly allowHttp?: boolean | undefined;
  readonly business?: string | undefined;
  readonly replayFrom?: string | undefined;
}

const EXAMPLE = new URL('../../config/node.example.yaml', import.meta.url);

/**
 * `config/node.yaml`: the example, comments and all, with the answers in it.
 * @throws EwsError `config_invalid`: an answer cannot be used
 */
export function nodeFileText(answers: NodeAnswers): string {
  const settings = settingsOf(answers);
  const document = parseDocument(readFileSync(EXAMPLE, 'utf8'));
  for (const { key, value } of settings) if (value !== undefined) document.setIn(key.split('.'), value);
  const text = document.toString({ lineWidth: 0 });
  const { problems } = checkYaml(parseYaml('config/node.yaml', text), NodeFile);
  // The file is not written yet: what is wrong is what was stated.
  requireNoProblems(
    problems.map(({ key, message }) => {
      const setting = settings.find((candidate) => key.startsWith(candidate.key));
      return { file: 'command line', key: setting?.option ?? key, message };
    }),
  );
  return text;
}

/** Where each answer stands in the file, and the option by which it is stated. */
function settingsOf(answers: NodeAnswers): { key: string; value: unknown; option: string }[] {
  const { id, country, federationPort } = answers;
  const name = { en: answers.name ?? `Early warning node of ${country}` };
  const url = answers.federationUrl ?? `http://127.0.0.1:${federationPort ?? 8443}`;
  return [
    { key: 'node.id', value: id, option: '--id' },
    { key: 'node.country', value: country, option: '--country' },
    { key: 'node.name', value: name, option: '--name' },
    { key: 'contact', value: answers.contact ?? `Duty officer, ${id}`, option: '--contact' },
    { key: 'agency.host', value: answers.agencyHost, option: '--agency-host' },
    { key: 'agency.port', value: answers.agencyPort, option: '--agency-port' },
    { key: 'federation.host', value: answers.federationHost, option: '--federation-host' },
    { key: 'federation.port', value: federationPort, option: '--federation-port' },
    { key: 'federation.url', value: url, option: '--federation-url' },
    { key: 'federation.allowHttp', value: answers.allowHttp, option: '--allow-http' },
    { key: 'clock.business', value: answers.business, option: '--business' },
    { key: 'clock.replayFrom', value: answers.replayFrom, option: '--replay-from' },
  ];
}
