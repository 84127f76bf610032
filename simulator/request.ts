import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** The services that the simulator speaks, by their IAM prefix. */
export type ServiceName = 'sagemaker' | 'iam' | 'sts' | 's3' | 'cloudwatch' | 'ec2' | 'organizations';

/** One HTTP request, read whole. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Who signed a request, for which service and region: the credential scope of its signature. */
export interface Scope {
  readonly accessKeyId: string | undefined;
  readonly sessionToken: string | undefined;
  readonly region: string;
  readonly service: ServiceName | undefined;
}

const signingNames: Readonly<Record<string, ServiceName>> = {
  sagemaker: 'sagemaker',
  iam: 'iam',
  sts: 'sts',
  s3: 's3',
  monitoring: 'cloudwatch',
  ec2: 'ec2',
  organizations: 'organizations',
};

const apiVersions: Readonly<Record<string, ServiceName>> = {
  '2010-05-08': 'iam',
  '2011-06-15': 'sts',
  '2016-11-15': 'ec2',
};

export async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const sent = Buffer.concat(chunks);
  const body = message.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  const [path = '/', search = ''] = (message.url ?? '/').split('?', 2);
  return {
    method: message.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])),
    body: body.toString('utf8'),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`. */
export function scopeOf(request: RawRequest): Scope {
  const signed = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    request.headers.authorization ?? '',
  );
  const [, accessKeyId, region = 'us-east-1', signingName = ''] = signed ?? [];
  return {
    accessKeyId,
    sessionToken: request.headers['x-amz-security-token'],
    region,
    service: signingNames[signingName] ?? serviceOfUnsigned(request),
  };
}

function serviceOfUnsigned(request: RawRequest): ServiceName | undefined {
  const target = request.headers['x-amz-target'];
  if (target?.startsWith('SageMaker.')) return 'sagemaker';
  if (target?.startsWith('GraniteServiceVersion20100801.')) return 'cloudwatch';
  if (target?.startsWith('AWSOrganizationsV20161128.')) return 'organizations';
  if (request.method !== 'POST') return 's3';
  return apiVersions[new URLSearchParams(request.body).get('Version') ?? ''];
}
