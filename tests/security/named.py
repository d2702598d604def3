"""A year at an office whose firms, projects, banks and people are called what they should not be."""

from tests import applicant, build, filled, payer
from tests.security import nasty

WORDS = {"formulas": nasty.FORMULAS, "markup": nasty.MARKUP}


def year(folder, law, words, patch):
    """The year of tests.filled, with these words wherever somebody can choose them; what the year was made of."""
    words = [" ".join(word.split()) for word in words]  # as every door takes them
    first, second, third, *rest = words
    hand_in, project = build.hand_in, build.project
    names = dict(zip((filled.B, filled.C, filled.D), words, strict=False))
    patch.setattr(build, "hand_in", lambda *given, **known: hand_in(*given, names=names, **known))
    patch.setattr(build, "project", lambda amount, name=rest[-1]: project(amount, name))
    patch.setattr(applicant, "project", lambda approved, name=rest[-1]: {"project": name, "approved": approved})
    patch.setattr(filled, "WHY", f"{first} 材料与申报内容不一致，另行核实 {second}")
    for name in ("name", "contact", "account_name", "bank"):
        patch.setitem(applicant.DETAILS, name, first if name == "name" else second)
    for name in ("bank", "account_name", "contact", "legal_representative"):
        patch.setitem(payer.ACCOUNT, name, third)
    return filled.year(folder, law)
