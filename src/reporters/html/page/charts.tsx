import { className, count } from './words.tsx';

export interface Part {
  /** The class that colours it. */
  readonly kind: string;
  readonly count: number;
}

export interface Bar {
  readonly label: string;
  readonly parts: readonly Part[];
  readonly open: () => void;
}

/** Horizontal bars, each a button that opens what it counts. */
export function Bars({ title, bars, most = 8 }: { title: string; bars: readonly Bar[]; most?: number }) {
  const sorted = bars.filter(({ parts }) => total(parts) > 0);
  const longest = Math.max(1, ...sorted.map(({ parts }) => total(parts)));
  const left = sorted.length - most;
  return (
    <section class="card chart" aria-label={title}>
      <h2>{title}</h2>
      {sorted.length === 0 && <p class="empty">Nothing to show</p>}
      <ul>
        {sorted.slice(0, most).map(({ label, parts, open }) => (
          <li key={label}>
            <button type="button" onClick={open} title={label} aria-label={spoken(label, parts)}>
              <span class="label">
                <bdi>{label}</bdi>
              </span>
              <Track parts={parts} scale={longest} />
              <span class="count">{count(total(parts))}</span>
            </button>
          </li>
        ))}
      </ul>
      {left > 0 && <p class="more">and {count(left)} more</p>}
    </section>
  );
}

/** What is there is seen, however little of the whole it is. */
const slimmest = 1.5;

/** One bar of several parts. */
export function Track({ parts, scale }: { parts: readonly Part[]; scale: number }) {
  let x = 0;
  return (
    <svg class="track" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="10" />
      {parts.map(({ kind, count: size }) => {
        const width = size === 0 ? 0 : Math.max(slimmest, (100 * size) / scale);
        const start = x;
        x += width;
        return size === 0 ? null : <rect key={kind} class={className(kind)} x={start} width={width} height="10" />;
      })}
    </svg>
  );
}

const radius = 42;
const circumference = 2 * Math.PI * radius;

/** A ring of parts, with what they add up to in the middle. */
export function Ring({ parts, middle, below }: { parts: readonly Part[]; middle: string; below: string }) {
  const all = Math.max(1, total(parts));
  let start = 0;
  return (
    <svg class="ring" viewBox="0 0 100 100" role="img" aria-label={`${middle} ${below}`}>
      <circle class="ground" cx="50" cy="50" r={radius} />
      {parts.map(({ kind, count: size }) => {
        const length = (circumference * size) / all;
        const offset = -start;
        start += length;
        return size === 0 ? null : (
          <circle
            key={kind}
            class={className(kind)}
            cx="50"
            cy="50"
            r={radius}
            stroke-dasharray={`${length} ${circumference - length}`}
            stroke-dashoffset={offset}
            transform="rotate(-90 50 50)"
          />
        );
      })}
      <text x="50" y="52" class="middle">
        {middle}
      </text>
      <text x="50" y="66" class="below">
        {below}
      </text>
    </svg>
  );
}

function total(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.count, 0);
}

function spoken(label: string, parts: readonly Part[]): string {
  const counts = parts.filter((part) => part.count > 0).map(({ kind, count: size }) => `${count(size)} ${kind}`);
  return `${label}: ${counts.join(', ')}. Show them`;
}
