import type { Estate } from '../../simulator/estate.ts';
import { panelBuckets, productionBuckets, researchBuckets, sampleBuckets, weatherBuckets } from './buckets.ts';
import {
  endpointConfigs,
  endpoints,
  inferenceComponents,
  metrics,
  modelPackages,
  models,
  secondRegionEndpointConfigs,
  secondRegionEndpoints,
  secondRegionMetrics,
  secondRegionModels,
} from './inference.ts';
import {
  dataQualityJobDefinitions,
  modelBiasJobDefinitions,
  modelExplainabilityJobDefinitions,
  modelQualityJobDefinitions,
  monitoringSchedules,
} from './monitoring.ts';
import { lifecycleConfigs, notebookInstances, researchNotebooks, secondRegionNotebooks } from './notebooks.ts';
import { panelVendor, production, research, sampleData, weatherVendor } from './place.ts';
import { awsManagedPolicies, productionPolicies, productionRoles, researchRoles } from './roles.ts';
import {
  appImageConfigs,
  domains,
  images,
  secondRegionDomains,
  secondRegionUserProfiles,
  spaces,
  studioTags,
  userProfiles,
} from './studio.ts';
import { researchTrainingJobs, scheduledTraining, secondRegionTrainingJobs, trainingJobs } from './training.ts';

/**
 * The machine-learning platform of Larkspur, a grocery-delivery company, as it stands at `now`: a production
 * account in two regions, a research account that is reached with `sagevet-audit` and the external id
 * `larkspur-audit`, and the buckets of three others. README.md says what is good and bad in it.
 */
export function exampleEstate(now: Date): Estate {
  const main = { accountId: production, region: 'eu-west-1', now };
  const second = { accountId: production, region: 'us-east-1', now };
  const lab = { accountId: research, region: 'eu-west-1', now };
  return {
    now,
    awsManagedPolicies: awsManagedPolicies({ now }),
    accounts: [
      {
        accountId: production,
        roles: productionRoles({ now }),
        managedPolicies: productionPolicies({ now }),
        buckets: productionBuckets(now),
        regions: {
          'eu-west-1': {
            notebookInstances: notebookInstances(main),
            notebookInstanceLifecycleConfigs: lifecycleConfigs(main),
            endpointConfigs: endpointConfigs(main),
            endpoints: endpoints(main),
            models: models(main),
            trainingJobs: trainingJobs(main),
            trainingJobHistory: scheduledTraining(main),
            dataQualityJobDefinitions: dataQualityJobDefinitions(main),
            modelBiasJobDefinitions: modelBiasJobDefinitions(main),
            modelQualityJobDefinitions: modelQualityJobDefinitions(main),
            modelExplainabilityJobDefinitions: modelExplainabilityJobDefinitions(main),
            monitoringSchedules: monitoringSchedules(main),
            domains: domains(main),
            userProfiles: userProfiles(main),
            spaces: spaces(main),
            images: images(main),
            appImageConfigs: appImageConfigs(main),
            tags: studioTags(main),
            metrics: metrics(main),
          },
          'us-east-1': {
            notebookInstances: secondRegionNotebooks(second),
            notebookInstanceLifecycleConfigs: lifecycleConfigs(second),
            endpointConfigs: secondRegionEndpointConfigs(second),
            endpoints: secondRegionEndpoints(second),
            inferenceComponents: inferenceComponents(second),
            models: secondRegionModels(second),
            modelPackages: modelPackages(second),
            trainingJobs: secondRegionTrainingJobs(second),
            domains: secondRegionDomains(second),
            userProfiles: secondRegionUserProfiles(second),
            metrics: secondRegionMetrics(second),
          },
        },
      },
      {
        accountId: research,
        roles: researchRoles({ now }),
        buckets: researchBuckets(now),
        regions: {
          'eu-west-1': {
            notebookInstances: researchNotebooks(lab),
            notebookInstanceLifecycleConfigs: lifecycleConfigs(lab),
            trainingJobs: researchTrainingJobs(lab),
          },
        },
      },
      { accountId: weatherVendor, buckets: weatherBuckets(now) },
      { accountId: panelVendor, buckets: panelBuckets(now) },
      { accountId: sampleData, buckets: sampleBuckets(now) },
    ],
  };
}
