"""Kind `tier`: an award for each threshold newly reached, if growth suffices where the clause asks for any."""

from subsidy.kinds.tier.item import Tier, TierItem
from subsidy.kinds.tier.sentences import growth_worked, needed, reaches

__all__ = ["Tier", "TierItem", "growth_worked", "needed", "reaches"]
