import { type PersonalReport, RISK_CUTS } from '@probity/personal';

const words = { low: 'Low', medium: 'Medium', high: 'High' } as const;

/** The risk score on its scale, with reasons. */
export function RiskPanel({ report }: { readonly report: PersonalReport }) {
  const { risk } = report;
  const score = risk.riskScore.toFixed(2);
  return (
    <section className="card" aria-labelledby="money-risk">
      <h2 id="money-risk">Risk of an overdraft</h2>
      <p className="money-risk-headline" data-category={risk.category}>
        <strong>{score}</strong> <span>{words[risk.category]}</span>
      </p>
      <div className="money-risk-scale" role="img" aria-label={`${score}: low below 0.40, medium to 0.70, high above`}>
        <span data-zone="low" style={{ width: `${RISK_CUTS.medium * 100}%` }}>
          low
        </span>
        <span data-zone="medium" style={{ width: `${(RISK_CUTS.high - RISK_CUTS.medium) * 100}%` }}>
          medium
        </span>
        <span data-zone="high" style={{ width: `${(1 - RISK_CUTS.high) * 100}%` }}>
          high
        </span>
        <i style={{ left: `${risk.riskScore * 100}%` }} />
      </div>
      <p className="muted">
        How likely the money at hand falls below zero within 90 days, as far as simulated households with these figures
        tell{risk.model === 'flows-only' ? '; without balances, from income and spending alone' : ''}. No statement of a
        bank.
      </p>
      {risk.reasons.length > 0 && (
        <>
          <h3>What raises it</h3>
          <ol className="money-reasons">
            {risk.reasons.map(({ input, text }) => (
              <li key={input}>{text}</li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
