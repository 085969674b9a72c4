import type { Outcome } from '@probity/domain';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type {
  AssessSearch,
  BatchSearch,
  DecisionsSearch,
  FraudSearch,
  ModelSearch,
  PolicySearch,
  ReviewSearch,
  ScorecardSearch,
} from './address.js';
import { modelsQuery } from './api/queries.js';
import { readDataSearch } from './data/data-search.js';
import { readEdits } from './scorecard/edit-bins.js';
import { NotFound } from './shell/NotFound.js';
import { PageError } from './shell/PageError.js';
import { PageLoading } from './shell/PageLoading.js';
import { Shell } from './shell/Shell.js';

const outcomes: readonly unknown[] = ['approve', 'refer', 'decline'] satisfies Outcome[];

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Shell });

const assessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>): AssessSearch => ({
    ...(typeof search['model'] === 'string' ? { model: search['model'] } : {}),
    ...(typeof search['decision'] === 'string' ? { decision: search['decision'] } : {}),
    ...(search['view'] === 'what-if' ? { view: 'what-if' as const } : {}),
  }),
  loader: ({ context }) => void context.queryClient.prefetchQuery(modelsQuery),
  component: lazyRouteComponent(() => import('./assess/AssessPage.js'), 'AssessPage'),
});

const decisionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/decisions',
  validateSearch: (search: Record<string, unknown>): DecisionsSearch => ({
    ...(outcomes.includes(search['outcome']) ? { outcome: search['outcome'] as Outcome } : {}),
    ...(typeof search['from'] === 'number' ? { from: search['from'] } : {}),
    ...(typeof search['to'] === 'number' ? { to: search['to'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./decisions/DecisionsPage.js'), 'DecisionsPage'),
});

const decisionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/decisions/$id',
  component: lazyRouteComponent(() => import('./decisions/DecisionPage.js'), 'DecisionPage'),
});

const modelRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/model',
  validateSearch: (search: Record<string, unknown>): ModelSearch => ({
    ...(typeof search['model'] === 'string' ? { model: search['model'] } : {}),
    ...(typeof search['feature'] === 'string' ? { feature: search['feature'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./model/ModelPage.js'), 'ModelPage'),
});

const batchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/batch',
  validateSearch: (search: Record<string, unknown>): BatchSearch => ({
    ...(typeof search['model'] === 'string' ? { model: search['model'] } : {}),
    ...(outcomes.includes(search['show']) || search['show'] === 'refused'
      ? { show: search['show'] as NonNullable<BatchSearch['show']> }
      : {}),
    ...(Number.isInteger(search['bar']) ? { bar: search['bar'] as number } : {}),
  }),
  component: lazyRouteComponent(() => import('./batch/BatchPage.js'), 'BatchPage'),
});

const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data',
  component: lazyRouteComponent(() => import('./data/DataPage.js'), 'DataPage'),
});

const datasetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data/$hash',
  validateSearch: readDataSearch,
  component: lazyRouteComponent(() => import('./data/DatasetPage.js'), 'DatasetPage'),
});

const scorecardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/scorecard',
  validateSearch: (search: Record<string, unknown>): ScorecardSearch => {
    const edits = readEdits(search['edits']);
    return {
      ...(typeof search['model'] === 'string' ? { model: search['model'] } : {}),
      ...(typeof search['variable'] === 'string' ? { variable: search['variable'] } : {}),
      ...(Object.keys(edits).length === 0 ? {} : { edits }),
    };
  },
  component: lazyRouteComponent(() => import('./scorecard/ScorecardPage.js'), 'ScorecardPage'),
});

const policyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policy',
  validateSearch: (search: Record<string, unknown>): PolicySearch => ({
    ...(typeof search['model'] === 'string' ? { model: search['model'] } : {}),
    ...(typeof search['base'] === 'string' ? { base: search['base'] } : {}),
    ...(typeof search['approve'] === 'number' ? { approve: search['approve'] } : {}),
    ...(typeof search['decline'] === 'number' ? { decline: search['decline'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./policy/PolicyPage.js'), 'PolicyPage'),
});

const reviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review',
  validateSearch: (search: Record<string, unknown>): ReviewSearch => ({
    ...(typeof search['case'] === 'string' ? { case: search['case'] } : {}),
    ...(search['show'] === 'decided' ? { show: 'decided' as const } : {}),
  }),
  component: lazyRouteComponent(() => import('./review/ReviewPage.js'), 'ReviewPage'),
});

const fraudRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/fraud',
  validateSearch: (search: Record<string, unknown>): FraudSearch => ({
    ...(Number.isInteger(search['open']) ? { open: search['open'] as number } : {}),
    ...(['all', 'review', 'block'].includes(String(search['show']))
      ? { show: search['show'] as NonNullable<FraudSearch['show']> }
      : {}),
  }),
  component: lazyRouteComponent(() => import('./fraud/FraudPage.js'), 'FraudPage'),
});

const segmentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/segments',
  component: lazyRouteComponent(() => import('./segments/SegmentsPage.js'), 'SegmentsPage'),
});

const moneyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/money',
  component: lazyRouteComponent(() => import('./money/MoneyPage.js'), 'MoneyPage'),
});

const companiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/companies',
  component: lazyRouteComponent(() => import('./companies/CompaniesPage.js'), 'CompaniesPage'),
});

const routeTree = rootRoute.addChildren([
  companiesRoute,
  moneyRoute,
  scorecardRoute,
  segmentsRoute,
  fraudRoute,
  assessRoute,
  dataRoute,
  datasetRoute,
  modelRoute,
  batchRoute,
  decisionsRoute,
  decisionRoute,
  policyRoute,
  reviewRoute,
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: PageError,
    defaultPendingComponent: PageLoading,
    defaultNotFoundComponent: NotFound,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
