"""Makes cases.json: every aggregate by the rules of SPEC.md, in rational arithmetic, an event at a time over the whole list.

Run: python make.py (Python 3.11, standard library only).
"""
import json
import math
import random
import sys
from collections import Counter
from datetime import datetime, timezone
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

SEED = 20251121
random.seed(SEED)
HOUR = 3_600_000
DAY = 24 * HOUR
ZONE = ZoneInfo("America/New_York")


def ms(*parts):
    return int(datetime(*parts, tzinfo=timezone.utc).timestamp() * 1000)


def hour(at):
    return datetime.fromtimestamp(at / 1000, ZONE).hour


events = []
# Clocks of New York go back on 2024-11-03 at 06:00 UTC and forward on 2025-03-09 at 07:00 UTC.
for start in (ms(2024, 11, 2, 12), ms(2025, 3, 8, 12)):
    at = start
    for _ in range(70):
        at += random.choice([0, 20 * 60_000, 30 * 60_000, HOUR, 3_599_999])
        events.append({
            "at": at,
            "customer": random.choice(["ann", "bob"]),
            "amount": random.choice([None, *[random.randint(-300, 4000) / 100 for _ in range(7)]]),
            "category": random.choice([None, "food", "food", "fuel", "rent"]),
            "latitude": random.choice([None, 40.7128, 34.0522, 51.5, random.uniform(-90, 90)]),
            "longitude": random.choice([-74.006, -118.2437, 0.0, random.uniform(-180, 180)]),
        })


def units(value):
    return Fraction(round(Fraction(repr(value)) * 100))


def window(i, length):
    now = events[i]
    return [e for e in events[: i] if e["customer"] == now["customer"] and now["at"] - length <= e["at"] < now["at"]]


def values(list_):
    return [units(e["amount"]) / 100 for e in list_ if e["amount"] is not None]


def root(fraction):
    """Square root of a fraction to well beyond a double."""
    return float(Fraction(math.isqrt(int(fraction * 10**60)), 10**30))


def std(vs):
    if len(vs) < 2:
        return None
    mean = sum(vs) / len(vs)
    return root(sum((v - mean) ** 2 for v in vs) / (len(vs) - 1))


def trend(list_):
    points = [(Fraction(e["at"], DAY), units(e["amount"]) / 100) for e in list_ if e["amount"] is not None]
    if not points:
        return None
    mean_t = sum(t for t, _ in points) / len(points)
    mean_v = sum(v for _, v in points) / len(points)
    spread = sum((t - mean_t) ** 2 for t, _ in points)
    return float(sum((t - mean_t) * (v - mean_v) for t, v in points) / spread) if spread else None


def entropy(names):
    counts = Counter(names).values()
    return -math.fsum(c / len(names) * math.log(c / len(names)) for c in counts) + 0.0 if names else None


def km(a, b):
    p, q = math.radians(a["latitude"]), math.radians(b["latitude"])
    east = math.radians(b["longitude"] - a["longitude"])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(east / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1, math.sqrt(h)))


def number(value):
    return None if value is None else float(value)


def features(i):
    now = events[i]
    day, four = window(i, DAY), window(i, 4 * HOUR)
    vs = values(day)
    names = [e["category"] for e in day if e["category"] is not None]
    own = None if now["amount"] is None else units(now["amount"]) / 100
    mean = sum(vs) / len(vs) if vs else None
    placed = [e for e in day if e["latitude"] is not None]
    there = placed[-1] if placed and now["latitude"] is not None else None
    here = [e for e in day if now["category"] is not None and e["category"] == now["category"]]
    fresh = [e for e in four if e["category"] is not None and not any(
        o["category"] == e["category"] and o["customer"] == e["customer"] and e["at"] - 6 * HOUR <= o["at"] < e["at"] for o in events[: i])]
    spread = std(vs)
    return {
        "count": len(day),
        "sum": number(sum(vs)),
        "mean": number(mean),
        "std": spread,
        "min": number(min(vs, default=None)),
        "max": number(max(vs, default=None)),
        "distinct": len(set(names)),
        "entropy": entropy(names),
        "first": number(vs[0]) if vs else None,
        "last": number(vs[-1]) if vs else None,
        "recency": number(Fraction(now["at"] - day[-1]["at"], 1000)) if day else None,
        "trend": trend(day),
        "share": None if now["category"] is None else (len(here) / len(names) if names else 0),
        "hour_share": sum(hour(e["at"]) == hour(now["at"]) for e in day) / len(day) if day else 0,
        "distance": km(there, now) if there else None,
        "speed": km(there, now) / ((now["at"] - there["at"]) / HOUR) if there else None,
        "z": None if own is None or spread is None else (float((own - mean)) / spread if spread else (0 if own == mean else None)),
        "own_ratio": None if own is None or not mean else float(own / mean),
        "habit": None if not values(day) or sum(values(day)) == 0 else float(sum(values(four), Fraction(0)) * 24 / (sum(values(day)) * 4)),
        "here": None if now["category"] is None else len(here),
        "fresh": len(fresh),
        "last3": number(sum(values(day[-3:]))) if values(day[-3:]) else 0,
    }


cases = {"seed": SEED, "python": sys.version.split()[0], "events": events, "expected": [features(i) for i in range(len(events))]}
Path(__file__).with_name("cases.json").write_text(json.dumps(cases, separators=(",", ":")))
