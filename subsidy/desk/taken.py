"""What became of an intake."""

from subsidy.intake import Intake, Refusal


class Taken:
    """Counts, notes for the person, and the refusals of file and desk together."""

    def __init__(self, found: Intake) -> None:
        self.refusals = list(found.refusals)
        self.notes = list(found.notes)
        self.firms = self.claims = self.changed = self.reopened = self.history = self.same = self.accepted = 0

    @property
    def new(self) -> int:
        """How many things the intake added or changed."""
        return self.firms + self.claims + self.changed + self.reopened + self.history + self.accepted

    def refuse(self, place: str, message: str) -> None:
        """Tells of something not taken."""
        self.refusals.append(Refusal(place, message))

    def counts(self) -> dict[str, int]:
        """The figures, for the audit trail."""
        names = ("firms", "claims", "changed", "reopened", "history", "accepted")
        return {name: getattr(self, name) for name in names} | {"refused": len(self.refusals)}
