import type { Snapshot, SnapshotRecord } from '../../model/snapshot.ts';
import { type HeaderLine, snapshotVersion } from './format.ts';

/** The lines of a snapshot file, each with its line feed. */
export async function* snapshotLines({ header, records }: Snapshot): AsyncGenerator<string> {
  yield line({ sagevet: 'snapshot', version: snapshotVersion, ...header } satisfies HeaderLine);
  const counts = { resources: 0, facts: 0, gaps: 0 };
  for await (const record of records) {
    counts[kindOf(record)] += 1;
    yield line(record);
  }
  yield line({ end: counts });
}

function kindOf(record: SnapshotRecord): 'resources' | 'facts' | 'gaps' {
  if ('resource' in record) return 'resources';
  return 'fact' in record ? 'facts' : 'gaps';
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
