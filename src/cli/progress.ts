import type { LiveOptions } from '../scan.ts';
import type { Io } from './io.ts';

type Event = Parameters<NonNullable<LiveOptions['onProgress']>>[0];

const clearLine = '\r\u001b[K';

/** One line on stderr that says what is being read; nothing at all where stderr is no terminal. */
export class Progress {
  readonly #io: Io;
  readonly #on: boolean;
  readonly #counts = new Map<string, Event>();
  #last = 0;

  constructor(io: Io, quiet: boolean) {
    this.#io = io;
    this.#on = io.stderr.isTTY && !quiet;
  }

  readonly show = (event: Event): void => {
    if (!this.#on) return;
    this.#counts.set(`${event.accountId} ${event.region} ${event.resourceType}`, event);
    const now = Date.now();
    if (now - this.#last < 100) return;
    this.#last = now;
    this.#io.err(`${clearLine}${this.#line(event).slice(0, this.#io.stderr.columns - 1)}`);
  };

  end(): void {
    if (this.#on && this.#last > 0) this.#io.err(clearLine);
  }

  #line({ region, resourceType, done, total }: Event): string {
    const all = [...this.#counts.values()].reduce((sum, count) => sum + count.done, 0);
    const of = total === undefined ? '' : ` of ${total.toLocaleString('en-US')}`;
    const type = resourceType.split('::').at(-1);
    return `${bar(done, total)} ${region} ${type} ${done.toLocaleString('en-US')}${of} · ${all.toLocaleString('en-US')} resources read`;
  }
}

const barWidth = 16;

function bar(done: number, total: number | undefined): string {
  const filled = total
    ? Math.min(barWidth, Math.round((done / total) * barWidth))
    : Math.floor(Date.now() / 200) % barWidth;
  return total
    ? `${'━'.repeat(filled)}${'╌'.repeat(barWidth - filled)}`
    : `${'╌'.repeat(filled)}━${'╌'.repeat(barWidth - filled - 1)}`;
}
