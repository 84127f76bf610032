import { type Caller, findBucket, type Service } from './caller.ts';
import type { Account, BucketEstate, ObjectEstate } from './estate.ts';
import { cutPage } from './paging.ts';
import type { RawRequest } from './request.ts';
import { type Answer, AwsError } from './wire.ts';
import { content, element } from './xml.ts';

/** S3's REST/XML protocol, reading operations only; a bucket may be in the path or in the host name. */
export const s3: Service = {
  protocol: 's3',
  regional: false,
  read(request) {
    const { bucket, key } = targetOf(request);
    const operation = operationOf(request, bucket, key);
    const expectedOwner = request.headers['x-amz-expected-bucket-owner'];
    const asked: S3Request = { bucket, key, query: request.query, expectedOwner };
    return {
      operation,
      action: actionOf(operation),
      resources: [bucket, key === '' ? '' : `${bucket}/${key}`].filter((name) => name !== ''),
      answer: (caller) => answer(operation, asked, caller),
    };
  },
};

interface S3Request {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly expectedOwner: string | undefined;
}

const subresources: Readonly<Record<string, string>> = {
  policy: 'BucketPolicy',
  encryption: 'BucketEncryption',
  location: 'BucketLocation',
  versioning: 'BucketVersioning',
  acl: 'BucketAcl',
  tagging: 'BucketTagging',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
};

const actions: Readonly<Record<string, string>> = {
  ListBuckets: 's3:ListAllMyBuckets',
  HeadBucket: 's3:ListBucket',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  HeadObject: 's3:GetObject',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  PutBucketEncryption: 's3:PutEncryptionConfiguration',
};

function targetOf(request: RawRequest): { bucket: string; key: string } {
  const path = decodeURIComponent(request.path).replace(/^\//, '');
  const [, hosted] = /^(.+?)\.(?:s3[.-]|localhost|127\.0\.0\.1)/.exec(request.headers.host ?? '') ?? [];
  if (hosted !== undefined) return { bucket: hosted, key: path };
  const slash = path.indexOf('/');
  return slash === -1 ? { bucket: path, key: '' } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

function operationOf({ method, query }: RawRequest, bucket: string, key: string): string {
  const verb = { GET: 'Get', HEAD: 'Head', PUT: 'Put', POST: 'Post', DELETE: 'Delete' }[method] ?? method;
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : `${verb}Service`;
  if (key !== '') return `${verb}Object`;
  for (const [name, what] of Object.entries(subresources)) if (query.has(name)) return `${verb}${what}`;
  if (method === 'GET') return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  return method === 'PUT' ? 'CreateBucket' : `${verb}Bucket`;
}

function actionOf(operation: string): string {
  return actions[operation] ?? `s3:${operation}`;
}

function answer(operation: string, asked: S3Request, caller: Caller): Answer {
  switch (operation) {
    case 'ListBuckets':
      return listBuckets(asked, caller);
    case 'HeadBucket':
      return headBucket(asked, caller);
    case 'ListObjectsV2':
      return listObjects(asked, caller);
    case 'GetBucketPolicy':
      return getBucketPolicy(asked, caller);
    case 'GetBucketEncryption':
      return getBucketEncryption(asked, caller);
    case 'GetBucketLocation':
      return getBucketLocation(asked, caller);
    case 'HeadObject':
      return headObject(asked, caller);
    case 'GetObject':
      return getObject(asked, caller);
    default:
      throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501);
  }
}

function listBuckets({ query }: S3Request, caller: Caller): Answer {
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
  const own = (caller.account.buckets ?? [])
    .filter(({ name, region: home }) => name.startsWith(prefix) && (region === null || home === region))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const page = cutPage({
    total: own.length,
    size: Math.min(maximum(query.get('max-buckets'), 'max-buckets', 10_000), caller.pageLimit),
    token: query.get('continuation-token') ?? undefined,
    query: `${prefix} ${region}`,
    invalidToken: () => new AwsError('InvalidArgument', 'The continuation token provided is incorrect'),
  });
  const buckets = own.slice(page.start, page.end).map((bucket) => ({
    Name: bucket.name,
    CreationDate: bucket.creationDate,
    BucketRegion: bucket.region,
    BucketArn: `arn:aws:s3:::${bucket.name}`,
  }));
  return xml('ListAllMyBucketsResult', {
    Owner: { ID: caller.account.accountId },
    Buckets: content(buckets, 'Bucket'),
    ContinuationToken: page.nextToken,
    Prefix: prefix === '' ? undefined : prefix,
  });
}

function headBucket(asked: S3Request, caller: Caller): Answer {
  const { bucket } = openBucket(asked, caller);
  return {
    status: 200,
    headers: {
      'x-amz-bucket-region': bucket.region,
      'x-amz-bucket-arn': `arn:aws:s3:::${bucket.name}`,
      'x-amz-access-point-alias': 'false',
    },
    body: '',
  };
}

function listObjects(asked: S3Request, caller: Caller): Answer {
  const { query } = asked;
  const { bucket } = openBucket(asked, caller);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after') ?? '';
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (key: string) => key;
  const entries = collapse(
    (bucket.objects ?? [])
      .filter(({ Key: key, deleted }) => deleted !== true && key.startsWith(prefix) && key > startAfter)
      .toSorted((a, b) => Buffer.compare(Buffer.from(a.Key), Buffer.from(b.Key))),
    prefix,
    delimiter,
  );
  const maxKeys = maximum(query.get('max-keys'), 'max-keys', 1000, 0);
  const page = cutPage({
    total: entries.length,
    size: Math.min(maxKeys, 1000, caller.pageLimit),
    token: query.get('continuation-token') ?? undefined,
    query: JSON.stringify([bucket.name, prefix, delimiter, startAfter]),
    invalidToken: () => new AwsError('InvalidArgument', 'The continuation token provided is incorrect'),
  });
  const shown = entries.slice(page.start, page.end);
  return xml('ListBucketResult', {
    Name: bucket.name,
    Prefix: prefix === '' ? '' : encode(prefix),
    KeyCount: String(shown.length),
    MaxKeys: String(maxKeys),
    IsTruncated: String(page.nextToken !== undefined && maxKeys > 0),
    NextContinuationToken: maxKeys > 0 ? page.nextToken : undefined,
    entries: shown.map((entry) => entryXml(entry, encode)).join(''),
  });
}

/** Keys that share the part up to the delimiter are listed once, as that part. */
function collapse(objects: readonly ObjectEstate[], prefix: string, delimiter: string): (ObjectEstate | string)[] {
  if (delimiter === '') return [...objects];
  const entries: (ObjectEstate | string)[] = [];
  for (const object of objects) {
    const cut = object.Key.indexOf(delimiter, prefix.length);
    const entry = cut === -1 ? object : object.Key.slice(0, cut + delimiter.length);
    if (entry !== entries.at(-1)) entries.push(entry);
  }
  return entries;
}

function entryXml(entry: ObjectEstate | string, encode: (key: string) => string): string {
  if (typeof entry === 'string') return element('CommonPrefixes', { Prefix: encode(entry) }, 'member');
  const { Key: key, LastModified: time, Size: size = 0, ETag: tag = '"0"', StorageClass: storage = 'STANDARD' } = entry;
  const members = { Key: encode(key), LastModified: time ?? new Date(0), ETag: tag, Size: size, StorageClass: storage };
  return element('Contents', members, 'member');
}

function getBucketPolicy(asked: S3Request, caller: Caller): Answer {
  const { bucket, owner } = openBucket(asked, caller);
  if (owner !== caller.account) {
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
  }
  if (bucket.policy === undefined) {
    throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, {
      details: { BucketName: bucket.name },
    });
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: bucket.policy };
}

function getBucketEncryption(asked: S3Request, caller: Caller): Answer {
  const { bucket, owner } = openBucket(asked, caller);
  if (owner !== caller.account) throw denied();
  const rules = bucket.encryption?.Rules ?? [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }];
  const body = rules.map((rule) =>
    element(
      'Rule',
      {
        ApplyServerSideEncryptionByDefault: { ...rule.ApplyServerSideEncryptionByDefault },
        BucketKeyEnabled: rule.BucketKeyEnabled ?? false,
      },
      'member',
    ),
  );
  return xml('ServerSideEncryptionConfiguration', { entries: body.join('') });
}

function getBucketLocation(asked: S3Request, caller: Caller): Answer {
  const { bucket, owner } = openBucket(asked, caller, { anywhere: true });
  if (owner !== caller.account) throw denied();
  const region = bucket.region === 'us-east-1' ? '' : bucket.region;
  return xmlText(`<LocationConstraint xmlns="${namespace}">${region}</LocationConstraint>`);
}

function headObject(asked: S3Request, caller: Caller): Answer {
  const object = openObject(asked, caller);
  return { status: 200, headers: { ...objectHeaders(object), 'content-length': String(object.Size ?? 0) }, body: '' };
}

function getObject(asked: S3Request, caller: Caller): Answer {
  const object = openObject(asked, caller);
  return { status: 200, headers: objectHeaders(object), body: object.body ?? '' };
}

function objectHeaders(object: ObjectEstate) {
  return {
    'content-type': 'binary/octet-stream',
    etag: object.ETag ?? '"0"',
    'last-modified': (object.LastModified ?? new Date(0)).toUTCString(),
  };
}

function openObject(asked: S3Request, caller: Caller): ObjectEstate {
  const { bucket } = openBucket(asked, caller);
  const object = bucket.objects?.find(({ Key: key }) => key === asked.key);
  if (object === undefined || object.deleted === true) {
    if (caller.denied('s3:ListBucket', bucket.name)) throw denied();
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, {
      details: { Key: asked.key },
      headers: object === undefined ? {} : { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'marker' },
    });
  }
  return object;
}

/**
 * The bucket, if the caller may see it from here: missing, owned by another than expected, foreign and closed,
 * or in another region are errors, in this order.
 */
function openBucket(
  asked: S3Request,
  caller: Caller,
  { anywhere = false } = {},
): { bucket: BucketEstate; owner: Account } {
  const found = findBucket(caller.estate, asked.bucket);
  if (found === undefined) {
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, {
      details: { BucketName: asked.bucket },
    });
  }
  const { bucket, owner } = found;
  const home = { 'x-amz-bucket-region': bucket.region };
  if (!anywhere && caller.region !== bucket.region) {
    throw new AwsError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
      { headers: home, details: { Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`, Bucket: bucket.name } },
    );
  }
  const readable =
    owner === caller.account || bucket.readableBy === '*' || bucket.readableBy?.includes(caller.account.accountId);
  const ownerFits = asked.expectedOwner === undefined || asked.expectedOwner === owner.accountId;
  if (!ownerFits || readable !== true) throw denied(home);
  return found;
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** `entries` and `Buckets` are XML already. */
function xml(root: string, members: Readonly<Record<string, unknown>>): Answer {
  const body = Object.entries(members).map(([name, value]) => {
    if (value === undefined) return '';
    if (name === 'entries') return String(value);
    if (name === 'Buckets') return `<Buckets>${value}</Buckets>`;
    return element(name, typeof value === 'string' ? value : { ...(value as Record<string, string>) }, 'member');
  });
  return xmlText(`<${root} xmlns="${namespace}">${body.join('')}</${root}>`);
}

function xmlText(body: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

function maximum(value: string | null, name: string, most: number, least = 1): number {
  const asked = Number(value ?? most);
  if (Number.isInteger(asked) && asked >= least) return Math.min(asked, most);
  throw new AwsError('InvalidArgument', `Argument ${name} must be an integer between ${least} and ${most}`);
}

function denied(headers: Readonly<Record<string, string>> = {}): AwsError {
  return new AwsError('AccessDenied', 'Access Denied', 403, { headers });
}
