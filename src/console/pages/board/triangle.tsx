import type { Board, Link, LinkState } from '../../api/types.ts';
import { boardTexts } from '../../i18n/board.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { arrowBetween, type Point, placeOnCircle } from './geometry.ts';

const WIDTH = 640;
const HEIGHT = 400;
const CENTRE = { x: WIDTH / 2, y: HEIGHT / 2 + 22 };
const RADIUS = { x: 235, y: 158 };
const NODE_RADIUS = 34;

type Placed = Board['nodes'][number] & { at: Point };

/**
 * The countries, and an arrow for each direction in which bulletins go. This node stands at the top: it knows
 * its own links from both ends; what two others have between them it does not see.
 */
export function Triangle({ nodes, links }: { nodes: Board['nodes']; links: readonly Link[] }) {
  const t = useTexts(boardTexts);
  const ordered = [...nodes].sort((a, b) => Number(b.self) - Number(a.self));
  const placed = ordered.map((node, index) => ({
    ...node,
    at: placeOnCircle(index, ordered.length, CENTRE, RADIUS),
  }));
  const [self, ...peers] = placed;
  if (self === undefined || peers.length === 0) return <p class="empty">{t.noPeers}</p>;
  return (
    <svg class="triangle" viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
      <title>{t.diagram}</title>
      {peers.flatMap((a, index) =>
        peers.slice(index + 1).map((b) => <Unseen key={a.node + b.node} a={a} b={b} />),
      )}
      {peers.map((peer) => {
        const link = links.find((each) => each.peer === peer.node);
        return [
          <Arrow key={`${peer.node} in`} from={peer} to={self} state={link?.inbound.state ?? 'unknown'} />,
          <Arrow key={`${peer.node} out`} from={self} to={peer} state={link?.outbound.state ?? 'unknown'} />,
        ];
      })}
      {placed.map((node) => (
        <Country key={node.node} node={node} />
      ))}
    </svg>
  );
}

function Arrow({ from, to, state }: { from: Placed; to: Placed; state: LinkState }) {
  const t = useTexts(boardTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const { path, head, label } = arrowBetween(from.at, to.at, NODE_RADIUS + 8);
  const said = t.direction(format.country(from.country), format.country(to.country), common.states[state]);
  return (
    <a href="/links" aria-label={said} data-direction={`${from.country}-${to.country}`} data-state={state}>
      <title>{said}</title>
      <path class={`arrow arrow-${state} ink-${state}`} d={path} />
      <path class={`arrow-head ink-${state}`} d={head} />
      <text class={`label ink-${state}`} x={label.x} y={label.y}>
        {common.states[state]}
      </text>
    </a>
  );
}

function Unseen({ a, b }: { a: Placed; b: Placed }) {
  const t = useTexts(boardTexts);
  return (
    <g>
      <line class="unseen" x1={a.at.x} y1={a.at.y} x2={b.at.x} y2={b.at.y} />
      <text class="unseen-label" x={(a.at.x + b.at.x) / 2} y={(a.at.y + b.at.y) / 2 + 22}>
        {t.unseen}
      </text>
    </g>
  );
}

function Country({ node }: { node: Placed }) {
  const format = useFormat();
  const { x, y } = node.at;
  return (
    <g class={node.self ? 'node node-self' : 'node'}>
      <circle cx={x} cy={y} r={NODE_RADIUS} />
      <text class="code" x={x} y={y}>
        {node.country}
      </text>
      <text class="country" x={x} y={node.self ? y - NODE_RADIUS - 12 : y + NODE_RADIUS + 22}>
        {format.country(node.country)}
      </text>
    </g>
  );
}
