import { describe, expect, it } from 'vitest';
import { formatDay } from '../../src/payment/calendar.js';
import { readCamt } from '../../src/swift/read-camt.js';
import { readMt940 } from '../../src/swift/read-mt940.js';

const MT940 = `:20:START
:25:10020030/1234567
:28C:1/1
:60F:C240101EUR1000,00
:61:2401020102DR42,17N005NONREF
:86:005?00KARTENZAHLUNG?20REWE MARKT?21BERLIN?32REWE
:61:2401311231C2500,N062NONREF//B1
:86:SALARY ACME
:61:240201RD5,00NMSCX
:61:broken
:62F:C240201EUR3462,83
-`;

const CAMT = `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">10.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2024-03-31</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">12.34</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2024-03-30</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Cdtr><Nm>Caf&#233; &amp; Bar</Nm></Cdtr></RltdPties><RmtInf><Ustrd>Table 4</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><BookgDt><Dt>2024-03-31</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>`;

describe('statements of SWIFT and ISO 20022', () => {
  it('MT940: movements, reversals, texts of German banks, the year of an entry date, the closing balance', () => {
    const { payments, rejected, balances } = readMt940(MT940);
    expect(payments.map(({ day, amountMinor, text, bankId }) => [formatDay(day), amountMinor, text, bankId])).toEqual([
      ['2024-01-02', -4217, 'REWE REWE MARKT BERLIN', undefined],
      ['2023-12-31', 250_000, 'SALARY ACME', 'B1'],
      ['2024-02-01', 500, 'X', undefined],
    ]);
    expect(rejected).toMatchObject([{ line: 10, field: ':61:' }]);
    expect(balances).toMatchObject([{ account: '10020030/1234567', balanceMinor: 346_283 }]);
  });

  it('CAMT.053: booked entries with who and what, pending ones refused, a negative balance', () => {
    const { payments, rejected, balances } = readCamt(CAMT);
    expect(payments).toMatchObject([
      {
        account: 'DE02120300000000202051',
        amountMinor: -1234,
        currency: 'EUR',
        text: 'Café & Bar Table 4',
        bankId: 'R1',
      },
    ]);
    expect(rejected).toMatchObject([{ field: 'Sts', reason: expect.stringContaining('PDNG') }]);
    expect(balances).toMatchObject([{ balanceMinor: -1050 }]);
  });
});
