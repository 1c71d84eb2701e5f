import type { Board } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';

const SHOWN = 8;

/** The newest bulletin of each country and sector, the newest first. */
export function Newest({ levels, nodes }: Pick<Board, 'levels' | 'nodes'>) {
  const format = useFormat();
  const newest = levels
    .map(({ node, newest }) => ({ node, ...newest }))
    .sort((a, b) => Date.parse(b.sent) - Date.parse(a.sent))
    .slice(0, SHOWN);
  return (
    <ul class="newest" data-rows>
      {newest.map(({ id, node, level, headline, sent }) => (
        <li key={id}>
          <span>
            <LevelBadge level={level} small />
          </span>
          <strong>{nodes.find((each) => each.node === node)?.country}</strong>
          <a href={`/bulletins/${id}`} data-row>
            <Localised text={headline} />
          </a>
          <time class="soft nowrap" dateTime={sent}>
            {format.date(sent)}
          </time>
        </li>
      ))}
    </ul>
  );
}
