import { formatMoney, type PersonalReport, spendingByCategory } from '@probity/personal';

const MOST_CATEGORIES = 14;

/** Where the money went, the largest first. */
export function CategoryPanel({ report }: { readonly report: PersonalReport }) {
  const all = spendingByCategory(report).filter(({ spentMinor }) => spentMinor > 0);
  const most = Math.max(1, ...all.map(({ spentMinor }) => spentMinor));
  return (
    <section className="card" aria-labelledby="money-categories">
      <h2 id="money-categories">Where it went</h2>
      <ul className="money-categories">
        {all.slice(0, MOST_CATEGORIES).map(({ category, title, spentMinor, payments }) => (
          <li key={category}>
            <span>{title}</span>
            <span className="number" title={`${payments} payments`}>
              {formatMoney(spentMinor, report.currency, { isRounded: true })}
            </span>
            <i style={{ width: `${(spentMinor / most) * 100}%` }} aria-hidden="true" />
          </li>
        ))}
      </ul>
      {all.length > MOST_CATEGORIES && <p className="muted">and {all.length - MOST_CATEGORIES} smaller ones</p>}
    </section>
  );
}
