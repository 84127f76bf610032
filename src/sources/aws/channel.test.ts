import { describe, expect, it } from 'vitest';
import { Channel } from './channel.ts';

describe('the stream of many producers', () => {
  it('keeps the order of each, and waits for the consumer', async () => {
    const channel = new Channel<readonly [string, number]>(3, () => {});
    let ahead = 0;
    let peak = 0;
    const produce = async (name: string) => {
      for (let index = 0; index < 200; index++) {
        await channel.send([name, index]);
        ahead += 1;
        peak = Math.max(peak, ahead);
      }
    };
    const done = Promise.all(['a', 'b', 'c'].map(produce)).then(() => channel.close());
    const read: (readonly [string, number])[] = [];
    for await (const item of channel) {
      ahead -= 1;
      read.push(item);
      if (read.length % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    for (const name of ['a', 'b', 'c']) {
      expect(read.filter(([from]) => from === name).map(([, index]) => index)).toEqual(
        Array.from({ length: 200 }, (_, i) => i),
      );
    }
    expect(peak).toBeLessThanOrEqual(3 + 3);
  });

  it('lets producers go when the consumer leaves', async () => {
    let abandoned = false;
    const channel = new Channel<number>(1, () => {
      abandoned = true;
    });
    const producer = (async () => {
      for (let index = 0; index < 100; index++) await channel.send(index);
    })();
    for await (const _ of channel) break;
    await producer;
    expect(abandoned).toBe(true);
  });

  it('ends after what was sent before it was closed', async () => {
    const channel = new Channel<number>(5, () => {});
    await channel.send(1);
    await channel.send(2);
    channel.close();
    await channel.send(3);
    const read: number[] = [];
    for await (const item of channel) read.push(item);
    expect(read).toEqual([1, 2]);
  });
});
