"""Writes cases.json: the 64 ratios and the classic scores, computed here by hand from the published definitions.

Run: python make.py   (numpy only; versions and seed are in the JSON)
"""
import json
import math
import sys

import numpy

SEED = 20261121
random = numpy.random.default_rng(SEED)


def statement():
    total = float(round(10 ** random.uniform(2.5, 5.5), 1))
    current = round(total * random.uniform(0.2, 0.8), 1)
    inventory = round(current * random.uniform(0.1, 0.5), 1)
    receivables = round(current * random.uniform(0.1, 0.4), 1)
    cash = round(current * random.uniform(0.01, 0.08), 1)
    short = round(total * random.uniform(0.1, 0.7), 1)
    long = round(total * random.uniform(0.01, 0.5), 1)
    sales = round(total * random.uniform(0.4, 2.5), 1)
    cost = round(sales * random.uniform(0.6, 1.05), 1)
    operating = round(sales * random.uniform(-0.1, 0.15), 1)
    interest = round((short + long) * random.uniform(0.005, 0.05), 1)
    pbt = round(operating - interest, 1)
    return {
        "totalAssets": total, "currentAssets": current, "fixedAssets": round(total - current, 1), "cash": cash,
        "shortTermSecurities": round(cash * 0.3, 1), "receivables": receivables, "inventory": inventory,
        "totalLiabilities": round(short + long, 1), "shortTermLiabilities": short, "longTermLiabilities": long,
        "equity": round(total - short - long, 1), "shareCapital": round(total * 0.1, 1),
        "retainedEarnings": round(total * random.uniform(-0.3, 0.3), 1), "sales": sales,
        "totalSales": round(sales * 1.03, 1), "costOfSales": cost, "operatingExpenses": round(cost * 1.05, 1),
        "totalCosts": round(cost * 1.1, 1), "profitOnSales": round(sales - cost * 1.05, 1), "operatingProfit": operating,
        "ebit": round(pbt + interest, 1), "interest": interest, "financialExpenses": round(interest * 1.1, 1),
        "extraordinaryItems": round(sales * random.uniform(-0.01, 0.01), 1), "profitBeforeTax": pbt,
        "netProfit": round(pbt * 0.81, 1), "depreciation": round((total - current) * 0.07, 1),
        "operatingCashFlow": round(sales * random.uniform(-0.1, 0.2), 1),
        "marketValueOfEquity": round(total * random.uniform(0.1, 1.5), 1),
    }


def polish(s, p, pp):
    g = s["profitBeforeTax"]
    wc = s["currentAssets"] - s["shortTermLiabilities"]
    quick = s["currentAssets"] - s["inventory"]
    cc = s["equity"] + s["longTermLiabilities"]
    TA, TL, STL, S = s["totalAssets"], s["totalLiabilities"], s["shortTermLiabilities"], s["sales"]
    d, fa, cogs, op = s["depreciation"], s["fixedAssets"], s["costOfSales"], s["operatingProfit"]
    return [
        s["netProfit"] / TA, TL / TA, wc / TA, s["currentAssets"] / STL,
        (s["cash"] + s["shortTermSecurities"] + s["receivables"] - STL) / (s["operatingExpenses"] - d) * 365,
        s["retainedEarnings"] / TA, s["ebit"] / TA, s["equity"] / TL, S / TA, s["equity"] / TA,
        (g + s["extraordinaryItems"] + s["financialExpenses"]) / TA, g / STL, (g + d) / S, (g + s["interest"]) / TA,
        TL * 365 / (g + d), (g + d) / TL, TA / TL, g / TA, g / S, s["inventory"] * 365 / S, S / p["sales"], op / TA,
        s["netProfit"] / S, (g + p["profitBeforeTax"] + pp["profitBeforeTax"]) / TA, (s["equity"] - s["shareCapital"]) / TA,
        (s["netProfit"] + d) / TL, op / s["financialExpenses"], wc / fa, math.log10(TA), (TL - s["cash"]) / S,
        (g + s["interest"]) / S, STL * 365 / cogs, s["operatingExpenses"] / STL, s["operatingExpenses"] / TL,
        s["profitOnSales"] / TA, s["totalSales"] / TA, quick / s["longTermLiabilities"], cc / TA, s["profitOnSales"] / S,
        (quick - s["receivables"]) / STL, TL / ((op + d) * (12 / 365)), op / S,
        s["receivables"] * 365 / S + s["inventory"] * 365 / S, s["receivables"] * 365 / S, s["netProfit"] / s["inventory"],
        quick / STL, s["inventory"] * 365 / cogs, (op - d) / TA, (op - d) / S, s["currentAssets"] / TL, STL / TA, STL / cogs,
        s["equity"] / fa, cc / fa, wc, (S - cogs) / S, (quick - STL) / (S - g - d), s["totalCosts"] / s["totalSales"],
        s["longTermLiabilities"] / s["equity"], S / s["inventory"], S / s["receivables"], STL * 365 / S, S / STL, S / fa,
    ]


def classics(s, p):
    TA, TL = s["totalAssets"], s["totalLiabilities"]
    wc = (s["currentAssets"] - s["shortTermLiabilities"]) / TA
    re, ebit, sales = s["retainedEarnings"] / TA, s["ebit"] / TA, s["sales"] / TA
    book, market = s["equity"] / TL, s["marketValueOfEquity"] / TL
    ni, before = s["netProfit"], p["netProfit"]
    o = (-1.32 - 0.407 * math.log(TA) + 6.03 * TL / TA - 1.43 * wc + 0.0757 * s["shortTermLiabilities"] / s["currentAssets"]
         - 1.72 * (TL > TA) - 2.37 * ni / TA - 1.83 * (ni + s["depreciation"]) / TL + 0.285 * (ni < 0 and before < 0)
         - 0.521 * (ni - before) / (abs(ni) + abs(before)))
    x = -4.336 - 4.513 * ni / TA + 5.679 * TL / TA + 0.004 * s["currentAssets"] / s["shortTermLiabilities"]
    return {
        "altman-z": 1.2 * wc + 1.4 * re + 3.3 * ebit + 0.6 * market + 0.999 * sales,
        "altman-z-private": 0.717 * wc + 0.847 * re + 3.107 * ebit + 0.42 * book + 0.998 * sales,
        "altman-z-double-prime": 6.56 * wc + 3.26 * re + 6.72 * ebit + 1.05 * book,
        "ohlson-o": o,
        "zmijewski": x,
    }


cases = []
for _ in range(12):
    years = [statement() for _ in range(3)]
    cases.append({
        "statement": years[0], "earlier": years[1:], "polish": polish(*years), "classics": classics(years[0], years[1]),
    })
print(json.dumps({
    "python": sys.version.split()[0], "numpy": numpy.__version__, "seed": SEED, "cases": cases,
}, indent=1), file=open("cases.json", "w"))
