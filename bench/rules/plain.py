"""The yardstick: the seven awards as one plain function over whole fen, half up, explaining nothing."""

from bench.rules.firms import TIERS, YUAN, Firm

STEPS = tuple(zip(TIERS, (200_000 * YUAN, 500_000 * YUAN, 1_000_000 * YUAN), strict=True))[::-1]
CAP = 1_000_000 * YUAN


def total(firm: Firm) -> int:
    """What a firm is granted, in fen."""
    revenue, previous = firm["revenue"], firm["previous"]
    before = max(previous, firm["best"])
    found = 0
    if revenue * 10 >= previous * 11:
        for reach, award in STEPS:
            if before < reach <= revenue:
                found = award
                break
    found += min((firm["orders"] * 3 + 50) // 100, CAP)
    found += (firm["fee"] * 3 + 5) // 10
    found += 200_000 * YUAN * max(0, firm["cmmi_now"] - max(firm["cmmi_before"], 2))
    now, held = firm["itss_now"], firm["itss_before"]
    found += 100_000 * YUAN * max(0, (5 - now if now else 0) - max(5 - held if held else 0, 1))
    if firm["iso_now"] and not firm["iso_before"]:
        found += 100_000 * YUAN
    return found + 500_000 * YUAN * firm["provincial"] + 1_500_000 * YUAN * firm["national"]
