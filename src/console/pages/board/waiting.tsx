import { hasPermission, type Permission, type Role } from '../../../domain/people.ts';
import type { Board } from '../../api/types.ts';
import { boardTexts } from '../../i18n/board.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';

/** Each kind of work, whose it is, and where it is done. */
const WORK = [
  { what: 'signals', permission: 'draft', href: '/signals?state=open' },
  { what: 'drafts', permission: 'draft', href: '/bulletins?state=draft' },
  { what: 'review', permission: 'approve', href: '/bulletins?state=in-review' },
  { what: 'issue', permission: 'issue', href: '/bulletins?state=in-review' },
  { what: 'unread', permission: 'acknowledge', href: '/bulletins?from=peers&unread=true' },
] as const satisfies readonly { what: keyof Board['waiting']; permission: Permission; href: string }[];

/** What waits for somebody of this role; who may do nothing sees what waits for the others. */
export function Waiting({ waiting, role }: { waiting: Board['waiting']; role: Role }) {
  const t = useTexts(boardTexts);
  const format = useFormat();
  const mine = WORK.filter(({ permission }) => hasPermission(role, permission));
  return (
    <ul class="waiting">
      {(mine.length === 0 ? WORK : mine).map(({ what, href }) => (
        <li key={what} class={waiting[what] === 0 ? 'waiting-none' : ''}>
          <a href={href}>
            <span class="waiting-count">{format.number(waiting[what], 6)}</span>
            <span class="waiting-what">
              {t.what[what].name}
              <small>{t.what[what].hint}</small>
            </span>
            <span aria-hidden="true">→</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
