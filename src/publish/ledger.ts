import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { z } from 'zod';
import { InputError } from '../model/input-error.ts';

/** What was sent of one finding: enough to see that it changed, and to archive it when its resource is gone. */
const sent = z.object({
  hash: z.string(),
  sentAt: z.string(),
  control: z.string(),
  resourceType: z.string(),
  /** Archived: it was fixed, or its resource is gone. */
  archived: z.boolean(),
  /** What `BatchImportFindings` asks for whatever changes. */
  finding: z.looseObject({ Id: z.string(), AwsAccountId: z.string(), Region: z.string(), CreatedAt: z.string() }),
});

const ledger = z.object({
  format: z.literal('sagevet-securityhub-ledger'),
  version: z.literal(1),
  findings: z.record(z.string(), sent),
});

export type SentFinding = Omit<z.infer<typeof sent>, 'finding'> & { readonly finding: AwsSecurityFinding };
/** By the finding's id. */
export type Ledger = Map<string, SentFinding>;

/** @returns an empty one where there is no file @throws InputError for a file that is no ledger */
export function readLedger(path: string): Ledger {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return new Map();
    throw new InputError(`cannot read the ledger \`${path}\`: ${message.toLowerCase()}`);
  }
  const { success, data } = ledger.safeParse(parse(text));
  if (!success)
    throw new InputError(
      `\`${path}\` is no ledger of sagevet, or a damaged one: restore it, or remove it to send everything again`,
    );
  return new Map(Object.entries(data.findings)) as unknown as Ledger;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The file is whole at every moment. @throws InputError */
export function writeLedger(path: string, findings: Ledger): void {
  const sorted = [...findings].sort(([a], [b]) => (a < b ? -1 : 1));
  const content = { format: 'sagevet-securityhub-ledger', version: 1, findings: Object.fromEntries(sorted) };
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.partial`, `${JSON.stringify(content, null, 1)}\n`);
    renameSync(`${path}.partial`, path);
  } catch (error) {
    throw new InputError(`cannot write the ledger \`${path}\`: ${(error as Error).message.toLowerCase()}`);
  }
}
