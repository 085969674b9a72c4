import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from '../api/queries.js';

/** The champion: the model that decides when nobody names another. */
export function ModelOnDuty() {
  const { data } = useQuery(modelsQuery);
  const champion = data?.champion;
  if (champion === undefined || champion === null) return null;
  return (
    <div className="model-on-duty" title={`The model on duty, ${champion.hash}`}>
      <span className="model-on-duty-dot" aria-hidden="true" />
      <span className="visually-hidden">Model on duty: </span>
      <span className="model-on-duty-name">
        {champion.name}@{champion.version}
      </span>
      <code>{champion.hash.slice(0, 8)}</code>
    </div>
  );
}
