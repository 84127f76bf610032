import type { Resource } from './resource.ts';
import { isUnknown } from './value.ts';

/** Something that a model, a model package or an inference component is made of, and where it is named. */
export type ModelReference = { readonly path: string } & (
  | {
      readonly to: 'artifact';
      /** As the resource names it. */
      readonly url: string;
      /** A single object, or every object under a key prefix. */
      readonly kind: 'object' | 'prefix';
    }
  | { readonly to: 'model'; readonly name: string }
  | {
      readonly to: 'model-package';
      /** A name, or an ARN with a version. */
      readonly name: string;
      /** Which of its `AdditionalInferenceSpecifications` is meant; the main one where left out. */
      readonly specification?: string;
    }
  | { readonly to: 'unknown'; readonly reason: string }
);

/** Every reference of a resource, in the order of its properties; what cannot be read is a reference to the unknown. */
export function modelReferences(resource: Resource): ModelReference[] {
  const top: Place = { node: resource.properties, path: '', unread: resource.unread };
  switch (resource.type) {
    case 'AWS::SageMaker::Model':
      return [at(top, 'PrimaryContainer'), ...items(top, 'Containers')].flatMap(containerReferences);
    case 'AWS::SageMaker::InferenceComponent':
      return [at(top, 'Specification'), ...items(top, 'Specifications')].flatMap(componentReferences);
    case 'AWS::SageMaker::ModelPackage':
      return packageContainers(top, undefined).flatMap(containerReferences);
    default:
      return [];
  }
}

/** The references of one inference specification of a model package: the main one, or an additional one by name. */
export function modelPackageReferences(resource: Resource, specification: string | undefined): ModelReference[] {
  const top: Place = { node: resource.properties, path: '', unread: resource.unread };
  return packageContainers(top, specification ?? mainSpecification).flatMap(containerReferences);
}

interface Place {
  readonly node: unknown;
  readonly path: string;
  readonly unread?: string | undefined;
}

const mainSpecification = Symbol('main');

/** `wanted` left out: of every specification. */
function packageContainers(top: Place, wanted: string | typeof mainSpecification | undefined): Place[] {
  const main = [
    ...items(at(top, 'InferenceSpecification'), 'Containers'),
    ...items(at(top, 'SourceAlgorithmSpecification'), 'SourceAlgorithms'),
  ];
  if (wanted === mainSpecification) return main;
  const additional = items(top, 'AdditionalInferenceSpecifications').flatMap((specification) => {
    const { node: name } = at(specification, 'Name');
    if (wanted === undefined || name === wanted) return items(specification, 'Containers');
    return isUnknown(name) ? items({ ...specification, node: name }, 'Containers') : [];
  });
  return wanted === undefined ? [...main, ...additional] : additional;
}

function componentReferences(specification: Place): ModelReference[] {
  const model = at(specification, 'ModelName');
  const container = at(specification, 'Container');
  return [
    ...text(model, (name) => ({ to: 'model', name, path: model.path })),
    ...artifact(at(container, 'ArtifactUrl'), { node: undefined, path: container.path }),
  ];
}

function containerReferences(container: Place): ModelReference[] {
  const sources = [at(container, 'ModelDataSource'), ...items(container, 'AdditionalModelDataSources')];
  return [
    ...modelData(container),
    ...sources.flatMap((source) => dataSource(at(source, 'S3DataSource'))),
    ...dataSource(at(container, 'AdditionalS3DataSource')),
    ...modelPackage(container),
  ];
}

/** In a container that hosts many models, `ModelDataUrl` is the prefix under which they lie. */
function modelData(container: Place): ModelReference[] {
  const mode = at(container, 'Mode');
  return artifact(at(container, 'ModelDataUrl'), mode.node === 'MultiModel' ? { ...mode, node: 'S3Prefix' } : mode);
}

function dataSource(source: Place): ModelReference[] {
  const manifest = at(source, 'ManifestS3Uri');
  return [
    ...artifact(at(source, 'S3Uri'), at(source, 'S3DataType')),
    ...artifact(manifest, { node: 'S3Object', path: manifest.path }),
  ];
}

function modelPackage(container: Place): ModelReference[] {
  const name = at(container, 'ModelPackageName');
  const chosen = at(container, 'InferenceSpecificationName');
  return text(name, (packageName) => {
    if (isUnknown(chosen.node)) return { to: 'unknown', reason: chosen.node.$unknown, path: chosen.path };
    const specification = typeof chosen.node === 'string' ? { specification: chosen.node } : {};
    return { to: 'model-package', name: packageName, ...specification, path: name.path };
  });
}

function artifact(url: Place, type: Place): ModelReference[] {
  return text(url, (value) => {
    if (isUnknown(type.node)) return { to: 'unknown', reason: type.node.$unknown, path: type.path };
    const kind = type.node === 'S3Prefix' || value.endsWith('/') ? 'prefix' : 'object';
    return { to: 'artifact', url: value, kind, path: url.path };
  });
}

function text(place: Place, reference: (value: string) => ModelReference): ModelReference[] {
  if (isUnknown(place.node)) return [{ to: 'unknown', reason: place.node.$unknown, path: place.path }];
  return typeof place.node === 'string' && place.node !== '' ? [reference(place.node)] : [];
}

/** A member of an object; the members of the unknown are unknown. */
function at({ node, path, unread }: Place, key: string): Place {
  const inner = path === '' ? key : `${path}.${key}`;
  if (isUnknown(node)) return { node: { $unknown: node.$unknown }, path: inner };
  const isObject = typeof node === 'object' && node !== null && Object.hasOwn(node, key);
  const value = isObject ? (node as Readonly<Record<string, unknown>>)[key] : undefined;
  if (value === undefined && unread !== undefined) return { node: { $unknown: unread }, path: inner };
  return { node: value, path: inner };
}

/** The items of a list; of an unknown list, one unknown item. */
function items(place: Place, key: string): Place[] {
  const { node, path } = at(place, key);
  if (isUnknown(node)) return [{ node, path: `${path}[0]` }];
  return Array.isArray(node) ? node.map((item: unknown, index) => ({ node: item, path: `${path}[${index}]` })) : [];
}
