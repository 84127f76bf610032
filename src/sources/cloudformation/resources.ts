import type { Origin, Resource, ResourceType } from '../../model/resource.ts';
import { unknown } from '../../model/value.ts';
import { type Mapping, mappings } from './mapping.ts';
import { entryOf } from './node.ts';
import { placeProperties } from './properties.ts';
import { type Attachments, mapIam, tagsOf } from './roles.ts';
import type { Template, TemplateResource } from './template.ts';
import { waiversIn } from './waivers.ts';

export interface StackResources {
  readonly resources: readonly Resource[];
  /** Types that nothing reads, and how many there are of each. */
  readonly ignored: ReadonlyMap<string, number>;
}

/** Types that are no resources to judge but parts of one, or of the stack. */
const parts = new Set([
  'AWS::CloudFormation::Stack',
  'AWS::IAM::Role',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
]);

/**
 * The resources of a template as AWS would describe them.
 * @param addressOf how findings name a resource of the file
 */
export function mapResources(
  template: Template,
  addressOf: (resource: TemplateResource) => string,
  attachments: Attachments,
): StackResources {
  const { file } = template.settings;
  const resources = mapIam(template, file, addressOf, attachments);
  const ignored = new Map<string, number>();
  for (const resource of template.resources.values()) {
    const type = resource.type as ResourceType;
    const mapping = Object.hasOwn(mappings, type) ? (mappings[type] as Mapping) : undefined;
    if (mapping !== undefined) resources.push(mapResource(template, resource, type, mapping, addressOf(resource)));
    else if (!parts.has(type)) ignored.set(type, (ignored.get(type) ?? 0) + 1);
  }
  return { resources, ignored };
}

function mapResource(
  template: Template,
  resource: TemplateResource,
  type: ResourceType,
  mapping: Mapping,
  address: string,
): Resource {
  const { file, environment } = template.settings;
  const properties = template.propertiesOf(resource);
  const { name, deployed = {}, status } = mapping;
  const renamed: Readonly<Record<string, string>> = mapping.renamed ?? {};
  const nameIn = (property: string) => (Object.hasOwn(renamed, property) ? (renamed[property] ?? property) : property);
  const positionOf = (offset: number) => template.positionOf(offset);
  const map = properties.kind === 'map' ? properties : undefined;
  const unread = properties.kind === 'unknown' ? properties.reason : template.unread;
  const placed = placeProperties(map, nameIn, positionOf);
  const origin: Origin = {
    kind: 'file',
    file,
    address,
    position: positionOf(resource.at),
    properties: placed.positions,
    ...(resource.conditional === undefined ? {} : { conditional: resource.conditional }),
  };
  const waivers = waiversIn(template, resource);
  const ownName = template.nameOf(resource);
  const tags = entryOf(map, 'Tags');
  const { Tags: _, ...described } = placed.properties;
  const doubt =
    status === undefined || resource.conditional === undefined ? {} : { [status]: unknown(resource.conditional) };
  return {
    type,
    name: type === 'AWS::SageMaker::UserProfile' ? `${described.DomainId}/${ownName}` : ownName,
    accountId: environment.accountId,
    region: environment.region,
    tags: tags === undefined && unread !== undefined ? unknown(unread) : tagsOf(tags),
    properties: { ...deployed, ...described, [name]: ownName, ...doubt },
    ...(unread === undefined ? {} : { unread }),
    origin,
    ...(waivers.length === 0 ? {} : { waivers }),
  };
}
