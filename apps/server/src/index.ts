export { type AppParts, buildApp } from './app.js';
export { findDashboardFolder } from './routes/dashboard-routes.js';
export { type RunningServer, serve } from './serve.js';
export type { ServeOptions } from './serve-options.js';
