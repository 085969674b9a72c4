"""Card precision top-k by the functions of the Fraud Detection Handbook (chapter 4), on drawn transactions.

Usage: python make_card_precision.py > card-precision.json   (numpy and pandas; versions are in the output)
"""
import json
import numpy as np
import pandas as pd

SEED = 20261121


def card_precision_top_k_day(df_day, top_k):
    # The handbook sorts by prediction only; scores here have no ties between cards of a day.
    df_day = df_day.groupby("CUSTOMER_ID").max().sort_values(by="predictions", ascending=False).reset_index(drop=False)
    df_day_top_k = df_day.head(top_k)
    detected = list(df_day_top_k[df_day_top_k.TX_FRAUD == 1].CUSTOMER_ID)
    return detected, len(detected) / top_k


def card_precision_top_k(predictions_df, top_k):
    days = sorted(predictions_df["TX_TIME_DAYS"].unique())
    found, per_day, compromised = [], [], []
    for day in days:
        df_day = predictions_df[predictions_df["TX_TIME_DAYS"] == day][["predictions", "CUSTOMER_ID", "TX_FRAUD"]]
        df_day = df_day[~df_day.CUSTOMER_ID.isin(found)]
        compromised.append(int(df_day[df_day.TX_FRAUD == 1].CUSTOMER_ID.nunique()))
        detected, precision = card_precision_top_k_day(df_day, top_k)
        per_day.append(precision)
        found.extend(detected)
    return compromised, per_day, float(np.mean(per_day))


rng = np.random.default_rng(SEED)
n, cards, days = 600, 70, 5
card = rng.integers(0, cards, n)
day = rng.integers(10, 10 + days, n)
compromised = rng.choice(cards, 14, replace=False)
fraud = (np.isin(card, compromised) & (rng.random(n) < 0.5)).astype(int)
score = np.round(rng.random(n) + 0.35 * fraud, 9)
assert len(np.unique(score)) == n
df = pd.DataFrame({"predictions": score, "CUSTOMER_ID": card, "TX_FRAUD": fraud, "TX_TIME_DAYS": day})
cases = []
for k in (1, 5, 10, 30, 100):
    there, per_day, mean = card_precision_top_k(df, k)
    cases.append({"k": k, "compromised": there, "byDay": per_day, "precision": mean})
print(json.dumps({
    "seed": SEED, "numpy": np.__version__, "pandas": pd.__version__,
    "scores": score.tolist(), "labels": fraud.tolist(), "cards": card.tolist(), "days": day.tolist(), "cases": cases,
}))
