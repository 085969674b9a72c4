import './risk-scale.css';
import { digitsApart, formatPercent } from '../format/format-number.js';

interface RiskScaleProps {
  readonly riskScore: number;
  readonly approveBelow: number;
  readonly declineFrom: number;
  /** The recorded score, to compare a what-if with. */
  readonly recorded?: number | undefined;
}

const ticks = [0, 0.02, 0.1, 0.25, 0.5, 1];

/** Square-root scale: lending happens at the low end, which a linear scale would squeeze. */
const place = (share: number) => Math.sqrt(Math.min(1, Math.max(0, share))) * 100;

/** Where the score lies between the two cut-offs. */
export function RiskScale({ riskScore, approveBelow, declineFrom, recorded }: RiskScaleProps) {
  const [first, second] = [place(approveBelow), place(declineFrom)];
  // 15.1 % beside “approve below 15.1 %” would tell nobody on which side it is.
  const [approve, decline] = [approveBelow, declineFrom].map((cut) =>
    formatPercent(cut, digitsApart(cut, [riskScore])),
  );
  const words = `Risk score ${formatPercent(riskScore)}; approve below ${approve}, decline from ${decline}, refer between`;
  return (
    <div className="risk-scale" role="img" aria-label={words}>
      <div className="risk-scale-zones" aria-hidden="true">
        <span style={{ width: `${first}%` }}>approve</span>
        <span style={{ width: `${second - first}%` }}>{second - first > 9 ? 'refer' : ''}</span>
        <span style={{ width: `${100 - second}%` }}>decline</span>
      </div>
      <svg aria-hidden="true" focusable="false">
        <rect className="zone zone-approve" x="0" width={`${first}%`} y="11" height="10" />
        <rect className="zone zone-refer" x={`${first}%`} width={`${second - first}%`} y="11" height="10" />
        <rect className="zone zone-decline" x={`${second}%`} width={`${100 - second}%`} y="11" height="10" />
        {[first, second].map((cut) => (
          <line key={cut} className="cut" x1={`${cut}%`} x2={`${cut}%`} y1="7" y2="25" />
        ))}
        {recorded !== undefined && <circle className="marker-recorded" cx={`${place(recorded)}%`} cy="16" r="6.5" />}
        <circle className="marker" cx={`${place(riskScore)}%`} cy="16" r="8" />
        {ticks.map((tick) => (
          <text
            key={tick}
            x={`${place(tick)}%`}
            y="41"
            textAnchor={tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle'}
          >
            {tick * 100}
          </text>
        ))}
      </svg>
      <p className="risk-scale-cuts" aria-hidden="true">
        <span>
          approve below <b>{approve}</b>
        </span>
        <span>
          decline from <b>{decline}</b>
        </span>
      </p>
    </div>
  );
}
