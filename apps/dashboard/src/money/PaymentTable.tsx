import { Button, NativeSelect, TextInput } from '@mantine/core';
import { categories, categoryOf, formatDay, formatMoney, type PersonalReport } from '@probity/personal';
import { useMemo, useState } from 'react';
import { formatNumber } from '../format/format-number.js';
import type { Money } from './use-money.js';

const SHOWN = 40;
const sources = { you: 'you', file: 'file', learned: 'learned', words: 'words', direction: 'open' } as const;

/** The payments, newest first; a category changed here holds for all payments of that receiver, and is remembered. */
export function PaymentTable({ report, money }: { readonly report: PersonalReport; readonly money: Money }) {
  const { understood, currency } = report;
  const [search, setSearch] = useState('');
  const [isOpenOnly, setOpenOnly] = useState(false);
  const choices = useMemo(() => {
    const own = [...new Set(understood.categories)].filter((id) => !categories.some((known) => known.id === id));
    return [
      ...categories.map(({ id, title }) => ({ value: id, label: title })),
      ...own.map((id) => ({ value: id, label: id })),
    ];
  }, [understood]);
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const rows: number[] = [];
    for (let at = understood.payments.length - 1; at >= 0; at--) {
      const { text } = understood.payments[at] as (typeof understood.payments)[number];
      if (isOpenOnly && understood.sources[at] !== 'direction') continue;
      if (wanted === '' || text.toLowerCase().includes(wanted)) rows.push(at);
    }
    return rows;
  }, [understood, search, isOpenOnly]);
  const rulesCount = Object.keys(money.rules).length;
  return (
    <section className="card" aria-labelledby="money-payments">
      <div className="money-payments-head">
        <h2 id="money-payments">Payments</h2>
        <TextInput
          aria-label="Search payments"
          placeholder="Search"
          size="xs"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button
          size="compact-sm"
          variant={isOpenOnly ? 'filled' : 'default'}
          aria-pressed={isOpenOnly}
          onClick={() => setOpenOnly(!isOpenOnly)}
        >
          Without a category
        </Button>
        {rulesCount > 0 && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => money.forgetRules()}>
            Forget {rulesCount} {rulesCount === 1 ? 'correction' : 'corrections'}
          </Button>
        )}
      </div>
      <div className="table-scroll">
        <table className="money-table money-payments-table">
          <thead>
            <tr>
              <th>Day</th>
              <th>Text</th>
              <th>Account</th>
              <th className="number">Amount</th>
              <th>Category</th>
              <th>By</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, SHOWN).map((at) => {
              const payment = understood.payments[at] as (typeof understood.payments)[number];
              const category = understood.categories[at] as string;
              return (
                <tr key={payment.id} data-transfer={understood.isTransfer[at] === 1 || undefined}>
                  <td>{formatDay(payment.day)}</td>
                  <td>{payment.text}</td>
                  <td>{payment.account}</td>
                  <td className="number">{formatMoney(payment.amountMinor, currency)}</td>
                  <td>
                    <NativeSelect
                      size="xs"
                      aria-label={`Category of ${payment.text}`}
                      value={category}
                      data={
                        choices.some(({ value }) => value === category)
                          ? choices
                          : [...choices, { value: category, label: categoryOf(category).title }]
                      }
                      onChange={(event) => money.correct(payment.text, event.currentTarget.value)}
                    />
                  </td>
                  <td className="muted">{sources[understood.sources[at] as keyof typeof sources]}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="muted">
        {formatNumber(Math.min(SHOWN, found.length))} of {formatNumber(found.length)}; grey ones moved between own
        accounts.
      </p>
    </section>
  );
}
