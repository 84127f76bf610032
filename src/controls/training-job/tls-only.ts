import { matchAction } from '../../iam/action.ts';
import { codePoints, contains, globOf, intersects } from '../../iam/glob.ts';
import { parsePolicy } from '../../iam/parse.ts';
import type { Condition, Patterns, Statement } from '../../iam/policy.ts';

export type TlsEnforcement =
  | { readonly enforced: true; readonly by: string }
  | { readonly enforced: false; readonly why: string }
  | { readonly enforced: 'unknown'; readonly why: string };

/**
 * Does a bucket policy refuse every read of an object that does not come over TLS?
 *
 * Only a Deny for everybody, on `s3:GetObject` and on every object of the bucket, whose one condition is that
 * `aws:SecureTransport` is false, does. A minimum `s3:TlsVersion` does not: the key is absent from requests over plain HTTP.
 * @param document the policy as S3 returns it
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export function tlsOnly(document: string, bucket: string): TlsEnforcement {
  const known = judged.get(document);
  if (known?.bucket === bucket) return known.enforcement;
  const enforcement = judgeDocument(document, bucket);
  if (judged.size >= mostJudged) judged.clear();
  judged.set(document, { bucket, enforcement });
  return enforcement;
}

/** Half a million jobs read from a handful of buckets. */
const judged = new Map<string, { readonly bucket: string; readonly enforcement: TlsEnforcement }>();
const mostJudged = 1_000;

function judgeDocument(document: string, bucket: string): TlsEnforcement {
  const parsed = parsePolicy(document, 'resource');
  if (!parsed.ok) return { enforced: 'unknown', why: parsed.reason };
  const doubtful = parsed.policy.statements.find(({ doubt }) => doubt !== undefined);
  if (doubtful?.doubt !== undefined) return { enforced: 'unknown', why: doubtful.doubt };

  const about = parsed.policy.statements.filter(
    ({ effect, conditions }) => effect === 'Deny' && conditions.some(({ key }) => isSecureTransport(key)),
  );
  const shortfalls = about.map((statement) => ({ statement, why: shortfall(statement, bucket) }));
  const enforcing = shortfalls.find(({ why }) => why === undefined);
  if (enforcing !== undefined) return { enforced: true, by: nameOf(enforcing.statement) };
  const [nearest] = shortfalls;
  if (nearest?.why === undefined) return { enforced: false, why: 'no statement denies on `aws:SecureTransport`' };
  return { enforced: false, why: `${nameOf(nearest.statement)} ${nearest.why}` };
}

/** Why a statement leaves some read over plain HTTP open. */
function shortfall(statement: Statement, bucket: string): string | undefined {
  const { actions, resources, principals, conditions } = statement;
  if (!isEverybody(principals)) return 'does not hold for everybody';
  if (matchAction(actions, 's3:GetObject') !== 'yes') return 'does not deny `s3:GetObject`';
  if (!coversObjects(resources, bucket)) return `does not cover every object of \`${bucket}\``;
  const [condition, ...others] = conditions;
  if (condition === undefined || others.length > 0) return 'denies under further conditions only';
  return isPlainHttp(condition) ? undefined : 'does not deny when `aws:SecureTransport` is false';
}

function isEverybody(principals: Patterns | undefined): boolean {
  return principals?.not === false && principals.patterns.some((pattern) => pattern === '*' || pattern === 'AWS:*');
}

function coversObjects({ not, patterns }: Patterns, bucket: string): boolean {
  const objects = [...globOf('arn:aws:s3:::'), ...codePoints(`${bucket}/`), ...globOf('*')];
  // A bucket and its policy are of one partition.
  const globs = patterns.map((pattern) => globOf(pattern.replace(/^arn:aws-[a-z-]+:/, 'arn:aws:')));
  return not ? !globs.some((glob) => intersects(glob, objects)) : globs.some((glob) => contains(glob, objects));
}

function isPlainHttp({ operator, key, values }: Condition): boolean {
  return (
    isSecureTransport(key) &&
    (operator === 'Bool' || operator === 'BoolIfExists') &&
    values.some((value) => value.toLowerCase() === 'false')
  );
}

function isSecureTransport(key: string): boolean {
  return key.toLowerCase() === 'aws:securetransport';
}

function nameOf({ sid, index }: Statement): string {
  return sid === undefined ? `statement ${index + 1}` : `statement \`${sid}\``;
}
