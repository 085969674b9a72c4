import './money.css';
import { NativeSelect } from '@mantine/core';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { BankFiles } from './BankFiles.js';
import { CategoryPanel } from './CategoryPanel.js';
import { FigureTiles } from './FigureTiles.js';
import { MonthPanel } from './MonthPanel.js';
import { PaymentTable } from './PaymentTable.js';
import { ProjectionPanel } from './ProjectionPanel.js';
import { RecurringTable } from './RecurringTable.js';
import { RiskPanel } from './RiskPanel.js';
import { useMoney } from './use-money.js';

/** A person's own bank files, read and understood in the browser; nothing is sent anywhere. */
export function MoneyPage() {
  const money = useMoney();
  const { report } = money;
  return (
    <div className="page page-wide money">
      <div className="page-head">
        <div>
          <h1>My money</h1>
          <p className="page-lead">Your bank files are read in this browser. Nothing is uploaded, nothing is kept.</p>
        </div>
        {money.accounts.length > 1 && (
          <NativeSelect
            label="Account"
            value={money.account}
            data={[{ value: '', label: 'All accounts' }, ...money.accounts]}
            onChange={(event) => money.choose(event.currentTarget.value)}
          />
        )}
      </div>
      {money.error !== undefined && <ErrorNotice error={money.error} />}
      <BankFiles money={money} />
      {report !== undefined && (
        <>
          <FigureTiles report={report} />
          <div className="money-two">
            <RiskPanel report={report} />
            <section className="card" aria-labelledby="money-advice">
              <h2 id="money-advice">What would help</h2>
              {report.recommendations.length === 0 ? (
                <p className="muted">Nothing stands out against your own habits.</p>
              ) : (
                <ul className="money-advice">
                  {report.recommendations.map(({ text }) => (
                    <li key={text}>{text}</li>
                  ))}
                </ul>
              )}
            </section>
          </div>
          <MonthPanel report={report} />
          <div className="money-two">
            <CategoryPanel report={report} />
            <ProjectionPanel report={report} />
          </div>
          <RecurringTable report={report} />
          <PaymentTable report={report} money={money} />
          {report.notes.length > 0 && (
            <section className="card" aria-labelledby="money-notes">
              <h2 id="money-notes">What to know</h2>
              <ul className="money-advice">
                {report.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </div>
  );
}
