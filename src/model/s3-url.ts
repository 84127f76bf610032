/** What an S3 URL names. `key` is empty for a whole bucket. */
export type S3Location =
  | { readonly kind: 'bucket'; readonly bucket: string; readonly key: string }
  | {
      readonly kind: 'access-point';
      /** Its ARN; its alias or host name where the URL does not give the ARN. */
      readonly accessPoint: string;
      /** The account that owns the access point (not always its bucket); an alias does not tell it. */
      readonly accountId?: string;
      readonly key: string;
    };

// Older buckets of us-east-1 have up to 255 characters, capitals and underscores.
const bucketName = /^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/;
const accessPointArn =
  /^(arn:aws[a-z-]*:s3:[a-z0-9-]*:(\d{12}):accesspoint[/:][A-Za-z0-9.-]+)(?:\/(?:object\/)?(.*))?$/s;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
const s3Host =
  /^(?:(.+)\.)?s3(-accesspoint)?(?:-fips)?(?:-accelerate)?(?:[.-]dualstack)?(?:[.-][a-z]{2,4}(?:-[a-z]+)+-\d)?\.amazonaws\.(?:com(?:\.cn)?|eu)$/;

/**
 * Reads `s3://bucket/key`, an access point ARN or alias in the place of the bucket, and the `https` forms (virtual-hosted,
 * path style, access point). `undefined` for anything else.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-bucket-intro.html
 */
export function parseS3Url(url: string): S3Location | undefined {
  if (url.startsWith('s3://')) return fromAuthority(url.slice('s3://'.length));
  if (url.startsWith('https://')) return fromHttps(url);
  return undefined;
}

function fromAuthority(text: string): S3Location | undefined {
  const [, arn, accountId, object = ''] = accessPointArn.exec(text) ?? [];
  if (arn !== undefined && accountId !== undefined) {
    return { kind: 'access-point', accessPoint: arn, accountId, key: object };
  }
  const slash = text.indexOf('/');
  return slash < 0 ? inBucket(text, '') : inBucket(text.slice(0, slash), text.slice(slash + 1));
}

function fromHttps(url: string): S3Location | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const path = decode(parsed.pathname.slice(1));
  const host = s3Host.exec(parsed.hostname);
  if (path === undefined || host === null) return undefined;
  const [, label, accessPoint] = host;
  if (accessPoint !== undefined) {
    const accountId = /-(\d{12})$/.exec(label ?? '')?.[1];
    if (label === undefined || accountId === undefined) return undefined;
    return { kind: 'access-point', accessPoint: label, accountId, key: path };
  }
  return label === undefined ? fromAuthority(path) : inBucket(label, path);
}

function inBucket(bucket: string, key: string): S3Location | undefined {
  if (!bucketName.test(bucket)) return undefined;
  // Names with this ending are reserved for access point aliases:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  if (bucket.endsWith('-s3alias')) return { kind: 'access-point', accessPoint: bucket, key };
  return { kind: 'bucket', bucket, key };
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
