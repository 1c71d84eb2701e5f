import { type Api, signIn } from '../../../src/demo/api.ts';
import type { Outgoing } from '../../../src/net/outgoing.ts';
import { bulletinParts, pathOf } from '../../helpers/bulletins.ts';
import { PASSWORD } from '../../helpers/nodes.ts';

/** The people of a node of the bench. */
export interface Staff {
  readonly issuer: Api;
  /** Drafts, submits and approves a bulletin. Returns its id. */
  approve(number: number): Promise<string>;
}

export async function hire(agencyUrl: string, outgoing: Outgoing): Promise<Staff> {
  const enter = (name: string) => signIn(outgoing, agencyUrl, name, PASSWORD);
  const admin = await enter('admin');
  for (const role of ['analyst', 'approver'])
    await admin.send('POST', '/accounts', { name: role, role, password: PASSWORD });
  const [analyst, approver] = [await enter('analyst'), await enter('approver')];
  return {
    issuer: approver,
    async approve(number) {
      const text = { en: `Notice ${number}: customs of the main supplier inspects exports of urea.` };
      const parts = bulletinParts({ text, expires: '2027-12-31T00:00:00Z' });
      const { content, digest } = await analyst.send<{ content: { id: string }; digest: string }>(
        'POST',
        '/bulletins',
        parts,
      );
      await analyst.send('POST', `${pathOf(content.id)}/submit`, { digest });
      await approver.send('POST', `${pathOf(content.id)}/approve`, { digest });
      return content.id;
    },
  };
}
