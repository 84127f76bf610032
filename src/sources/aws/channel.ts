/** A bounded queue from many producers to one consumer: producers wait while it is full, and each one's order is kept. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  readonly #onAbandoned: () => void;
  #queue: T[] = [];
  /** How many of the queue are consumed already: `shift` would move the rest each time. */
  #head = 0;
  #closed = false;
  #wakeConsumer: (() => void) | undefined;
  #waitingProducers: (() => void)[] = [];

  /** @param onAbandoned called when the consumer stops before the end; what is sent afterwards is dropped */
  constructor(capacity: number, onAbandoned: () => void) {
    this.#capacity = capacity;
    this.#onAbandoned = onAbandoned;
  }

  /** Resolves when the item stands in the queue. */
  async send(item: T): Promise<void> {
    while (!this.#closed && this.#queue.length - this.#head >= this.#capacity) {
      await new Promise<void>((wake) => this.#waitingProducers.push(wake));
    }
    if (this.#closed) return;
    this.#queue.push(item);
    this.#wakeConsumer?.();
  }

  /** No more will come. */
  close(): void {
    this.#closed = true;
    this.#wakeConsumer?.();
    for (const wake of this.#waitingProducers.splice(0)) wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    let finished = false;
    try {
      for (;;) {
        while (this.#head < this.#queue.length) yield this.#take();
        if (this.#closed) break;
        await new Promise<void>((wake) => {
          this.#wakeConsumer = wake;
        });
        this.#wakeConsumer = undefined;
      }
      finished = true;
    } finally {
      if (!finished) {
        this.#queue = [];
        this.#head = 0;
        this.close();
        this.#onAbandoned();
      }
    }
  }

  #take(): T {
    const item = this.#queue[this.#head] as T;
    this.#head += 1;
    if (this.#head >= this.#capacity || this.#head === this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    this.#waitingProducers.shift()?.();
    return item;
  }
}
