import { Sector } from '../../../domain/indicator.ts';
import { withQuery } from '../../api/client.ts';
import type { Board } from '../../api/types.ts';
import { boardTexts } from '../../i18n/board.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { LevelBadge } from '../../ui/level.tsx';

/** Sectors down, countries across: the highest level that each has in force. */
export function LevelMatrix({ levels, nodes }: Pick<Board, 'levels' | 'nodes'>) {
  const t = useTexts(boardTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const sectors = Sector.options.filter((sector) => levels.some((row) => row.sector === sector));
  return (
    <div class="scroll">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">{t.sector}</th>
            {nodes.map(({ node, country, self }) => (
              <th key={node} scope="col">
                {format.country(country)} {self && <small>· {t.own}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sectors.map((sector) => (
            <tr key={sector}>
              <th scope="row">{common.sectors[sector]}</th>
              {nodes.map(({ node, self }) => {
                const cell = levels.find((row) => row.node === node && row.sector === sector);
                if (cell === undefined)
                  return (
                    <td key={node} class="none">
                      –
                    </td>
                  );
                const where = self ? { from: 'own' } : { from: 'peers', issuer: node };
                return (
                  <td key={node}>
                    <a href={withQuery('/bulletins', { ...where, sector, state: 'issued' })}>
                      <LevelBadge level={cell.level} />
                      <small>{t.count(cell.count)}</small>
                    </a>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
