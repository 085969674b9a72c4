export type { FetchContext, FetchedSource } from './source/fetch-context.js';
export { fetchSource } from './source/fetch-source.js';
export { isSourceFile, loadSource, type NamedSource } from './source/load-source.js';
export { parseSourceDefinition } from './source/parse-source-definition.js';
export type { HttpPaging, HttpSource, PostgresqlSource, SourceDefinition } from './source/source-definition.js';
