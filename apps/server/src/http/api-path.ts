const API_PATHS = /^\/(v1|docs|openapi\.json|healthz|readyz)([/?]|$)/;

/** Whether a path, or a URL without a host, belongs to the API; all others are the dashboard's. */
export function isApiPath(path: string): boolean {
  return API_PATHS.test(path);
}
