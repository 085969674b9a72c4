import { type Application, cellValue, type DatasetSchema, ProbityError, type Table } from '@probity/domain';

/** One row of a table as the engine takes it: every column of the schema but the target. */
export function* applicationsOf(table: Table, schema: DatasetSchema): Generator<Application> {
  const wanted = new Set(schema.columns.filter((column) => column.role !== 'target').map((column) => column.name));
  const columns = table.columns.filter((column) => wanted.has(column.name));
  for (let row = 0; row < table.rowCount; row++) {
    yield Object.fromEntries(columns.map((column) => [column.name, cellValue(column, row)]));
  }
}

/**
 * Runs `assess` on every row of a table, in order: a batch takes the very path of a single application.
 * @throws what `assess` throws, with the row (from 1) in the details
 */
export function* assessTable<Result>(
  table: Table,
  schema: DatasetSchema,
  assess: (application: Application) => Result,
): Generator<Result> {
  let row = 0;
  for (const application of applicationsOf(table, schema)) {
    row += 1;
    try {
      yield assess(application);
    } catch (error) {
      if (!(error instanceof ProbityError)) throw error;
      throw new ProbityError(error.code, `row ${row}: ${error.message}`, { ...error.details, row }, { cause: error });
    }
  }
}
