import { type Context, fail, guard, pass, undecided, type Verdict } from '../../model/control.ts';
import { type ModelReference, modelPackageReferences, modelReferences } from '../../model/model-artifacts.ts';
import type { ResourceType } from '../../model/resource.ts';
import { parseS3Url } from '../../model/s3-url.ts';
import type { ResourceView } from '../../model/view.ts';
import type { Endpoint } from './remediation.ts';

const at = 'EndpointConfigName';

type ArtifactMessage =
  | 'missingBucket'
  | 'missingObject'
  | 'missingPrefix'
  | 'noConfig'
  | 'configDeleted'
  | 'modelDeleted'
  | 'packageDeleted';
export type ArtifactVerdict = Verdict<ArtifactMessage, typeof at>;

/** One verdict for each artifact that an endpoint serves, and one for each place where the way to artifacts ends. */
export function servedArtifacts(endpoint: Endpoint, index: Context['index']): readonly ArtifactVerdict[] {
  const chain = new ArtifactChain(endpoint, index);
  chain.follow();
  return chain.verdicts;
}

class ArtifactChain {
  readonly verdicts: ArtifactVerdict[] = [];
  readonly #endpoint: Endpoint;
  readonly #index: Context['index'];
  readonly #models = new Set<string>();

  constructor(endpoint: Endpoint, index: Context['index']) {
    this.#endpoint = endpoint;
    this.#index = index;
  }

  follow(): void {
    this.#try(() => {
      const name = this.#endpoint.read(at, { whenAbsent: undefined });
      if (name === undefined) return undecided('noConfig', { at });
      const config = this.#find('AWS::SageMaker::EndpointConfig', name);
      if (config === undefined) return undecided('configDeleted', { at, data: { name } });
      this.#try(() => this.#followVariants(config, 'ProductionVariants'));
      this.#try(() => this.#followVariants(config, 'ShadowProductionVariants'));
      return undefined;
    });
  }

  /** What ends in an unknown value ends there alone: other ways are followed to their own ends. */
  #try(visit: () => ArtifactVerdict | undefined): void {
    const verdict = guard(visit);
    if (verdict !== undefined) this.verdicts.push(verdict);
  }

  #find<T extends ResourceType>(type: T, name: string): ResourceView<T> | undefined {
    const found = this.#index.find(type, name, this.#endpoint.resource);
    return found?.resource.gone === undefined ? found : undefined;
  }

  #followVariants(
    config: ResourceView<'AWS::SageMaker::EndpointConfig'>,
    list: 'ProductionVariants' | 'ShadowProductionVariants',
  ) {
    for (const variant of config.list(list)) {
      this.#try(() => {
        const model = variant.read('ModelName', { whenAbsent: undefined });
        const pools = variant.list('InstancePools');
        if (model !== undefined) this.#try(() => this.#followModel(model));
        let isOverridden = false;
        for (const pool of pools) {
          this.#try(() => {
            const override = pool.read('ModelNameOverride', { whenAbsent: undefined });
            if (override === undefined) return undefined;
            isOverridden = true;
            return this.#followModel(override);
          });
        }
        return model === undefined && !isOverridden ? this.#followComponents() : undefined;
      });
    }
    return undefined;
  }

  #followComponents(): ArtifactVerdict | undefined {
    const { items, incomplete } = this.#index.all('AWS::SageMaker::InferenceComponent', this.#endpoint.resource);
    for (const component of items) {
      if (component.resource.gone !== undefined) continue;
      this.#try(() => {
        const isOwn = component.read('EndpointName', { whenAbsent: undefined }) === this.#endpoint.name;
        if (!isOwn || component.read('InferenceComponentStatus', { whenAbsent: undefined }) === 'Deleting')
          return undefined;
        return this.#followReferences(modelReferences(component.resource), `inference component \`${component.name}\``);
      });
    }
    return incomplete === undefined ? undefined : { status: 'UNKNOWN', reason: incomplete };
  }

  #followModel(name: string): ArtifactVerdict | undefined {
    if (this.#models.has(name)) return undefined;
    this.#models.add(name);
    const model = this.#find('AWS::SageMaker::Model', name);
    if (model === undefined) return undecided('modelDeleted', { at, data: { name } });
    return this.#followReferences(modelReferences(model.resource), `model \`${name}\``);
  }

  #followPackage({ name, specification }: ModelReference & { to: 'model-package' }): ArtifactVerdict | undefined {
    const found = this.#find('AWS::SageMaker::ModelPackage', name);
    if (found === undefined) return undecided('packageDeleted', { at, data: { name } });
    return this.#followReferences(modelPackageReferences(found.resource, specification), `model package \`${name}\``);
  }

  #followReferences(references: readonly ModelReference[], holder: string): undefined {
    for (const reference of references) {
      this.#try(() => {
        if (reference.to === 'unknown') {
          return { status: 'UNKNOWN', reason: `${holder}: \`${reference.path}\`: ${reference.reason}` };
        }
        if (reference.to === 'model') return this.#followModel(reference.name);
        if (reference.to === 'model-package') return this.#followPackage(reference);
        return this.#judgeArtifact(reference.url, holder);
      });
    }
  }

  #judgeArtifact(url: string, holder: string): ArtifactVerdict {
    const artifact = this.#index.fact('model-artifact', url, this.#endpoint.resource);
    const foreign = this.#foreignOwner(url);
    if (artifact.exists) return pass({ at, notes: [`\`${url}\` of ${holder} exists`, ...foreign] });
    const message = ({ bucket: 'missingBucket', object: 'missingObject', prefix: 'missingPrefix' } as const)[
      artifact.missing
    ];
    const notes = [`\`${url}\` of ${holder} is missing: ${artifact.evidence}`, ...foreign];
    return fail(message, {
      at,
      expected: 'a configuration whose models have their artifacts',
      data: { holder, url, missing: artifact.missing },
      notes,
    });
  }

  /** Models of JumpStart and of AWS's samples lie in foreign buckets by design: it is told, and decides nothing. */
  #foreignOwner(url: string): string[] {
    const location = parseS3Url(url);
    if (location?.kind !== 'bucket') return [];
    const { bucket } = location;
    const fact = guard(() => this.#index.fact('bucket-owner', bucket, this.#endpoint.resource));
    if ('status' in fact || fact.owner !== 'other-account') return [];
    const owner = fact.accountId === undefined ? 'another account' : `account ${fact.accountId}`;
    return [`bucket \`${bucket}\` belongs to ${owner}: ${fact.evidence}`];
  }
}
