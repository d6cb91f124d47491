import { SealMark } from "../design/seal-mark";
import type { HomeText } from "../texts/home";

const levels = 4;
const leaves = 2 ** levels;
const shown = 5;
const width = 1000;
const height = 232;
const weights = [0.8, 1, 1.4, 2, 3.2];

/** The height of node `index` of `level` (0 = leaves), from the top. */
function heightOf(level: number, index: number): number {
  const slot = height / (leaves / 2 ** level);
  return slot * (index + 0.5);
}

/** One arm from a node to its parent, as a river bends. */
function arm(level: number, index: number): string {
  const x = (width / levels) * level;
  const end = x + width / levels;
  const y = heightOf(level, index);
  const parent = heightOf(level + 1, index >> 1);
  return `M${x} ${y}C${x + 110} ${y} ${x + 130} ${parent} ${end} ${parent}`;
}

interface Branch {
  level: number;
  index: number;
  /** Lies on the way from the shown field to the log. */
  isProven: boolean;
  /** Is a hash of the shown field's inclusion proof. */
  isSibling: boolean;
}

/** A mark on a node, as wide on the screen as `size` however the drawing is stretched. */
function Mark({
  level,
  index,
  colour,
  size,
}: {
  level: number;
  index: number;
  colour: string;
  size: number;
}) {
  return (
    <path
      d={`M${(width / levels) * level} ${heightOf(level, index)}h0.01`}
      vectorEffect="non-scaling-stroke"
      stroke={colour}
      strokeWidth={size}
      strokeLinecap="square"
    />
  );
}

/** One arm with the mark of the node it comes from. */
function Arm({ level, index, isProven, isSibling }: Branch) {
  const weight = weights[level] ?? 1;
  return (
    <g>
      <path
        d={arm(level, index)}
        fill="none"
        vectorEffect="non-scaling-stroke"
        stroke={isProven ? "var(--ink)" : "var(--line-strong)"}
        strokeWidth={isProven ? weight * 1.5 : weight}
        opacity={isProven ? 1 : 0.75}
      />
      {isSibling ? <Mark level={level} index={index} colour="var(--ink)" size={7} /> : null}
      {isProven && level === 0 ? <Mark level={level} index={index} colour="var(--seal)" size={9} /> : null}
    </g>
  );
}

/**
 * Draws sixteen fields flowing together into the log: an RFC 9162 tree, with the inclusion proof of one leaf in ink
 * and the hashes that prove it as small squares.
 */
export function River({ text }: { text: HomeText["river"] }) {
  const arms = Array.from({ length: levels }, (_, level) =>
    Array.from({ length: leaves / 2 ** level }, (_, index) => ({
      level,
      index,
      isProven: index === shown >> level,
      isSibling: index === ((shown >> level) ^ 1),
    })),
  )
    .flat()
    .sort((a, b) => Number(a.isProven) - Number(b.isProven));
  return (
    <figure>
      <div className="flex items-center">
        <svg
          viewBox={`-6 0 ${width + 6} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={text.title}
          className="h-44 w-full min-w-0 overflow-visible sm:h-58"
        >
          {arms.map((branch) => (
            <Arm key={`${branch.level}.${branch.index}`} {...branch} />
          ))}
        </svg>
        <SealMark size={46} />
      </div>
      <figcaption className="mt-5 grid grid-cols-4 gap-x-3 pr-11 sm:gap-x-8">
        {text.stages.map(({ name, body }) => (
          <div key={name}>
            <p className="font-serif text-text font-semibold sm:text-lead">{name}</p>
            <p className="mt-1 hidden text-small text-ink-soft sm:block">{body}</p>
          </div>
        ))}
      </figcaption>
    </figure>
  );
}
