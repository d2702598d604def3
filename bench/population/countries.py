"""OpenFisca and its fork PolicyEngine: the same awards as variables and formulas, by whichever core is installed."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.population.firms import COLUMNS, TIERS, Columns
from bench.population.floor import AWARDS

CORES = {"openfisca": "openfisca_core", "policyengine": "policyengine_core"}
YEAR = "2022"


def load(name: str) -> Callable[[Columns], Any]:
    """What is timed; `openfisca_stock` keeps the 32-bit integers that a variable has by itself, and whole yuan."""
    core, stock = CORES[name.removesuffix("_stock")], name.endswith("_stock")
    system = _system(core, 1 if stock else 100)
    builder = importlib.import_module(f"{core}.simulations").SimulationBuilder
    if not stock:
        for variable in system.variables.values():
            variable.dtype = {np.int32: np.int64}.get(variable.dtype, variable.dtype)

    def totals(c: Columns) -> Any:
        simulation = builder().build_default_simulation(system, count=len(c["revenue"]))
        for column in COLUMNS:
            simulation.set_input(column, YEAR, c[column])
        return simulation.calculate("total", YEAR)

    return totals


def _system(core: str, unit: int) -> Any:
    entities, model = importlib.import_module(f"{core}.entities"), importlib.import_module(f"{core}.variables")
    year = importlib.import_module(f"{core}.periods").YEAR
    firm = entities.build_entity(key="firm", plural="firms", label="企业", is_person=True)
    system = importlib.import_module(f"{core}.taxbenefitsystems").TaxBenefitSystem([firm])
    about = {"value_type": int, "entity": firm, "definition_period": year, "label": "元"}
    for column in COLUMNS:
        system.add_variable(type(column, (model.Variable,), dict(about)))
    for award, formula in _formulas(unit).items():
        system.add_variable(type(award, (model.Variable,), {**about, "formula": formula}))
    return system


def _formulas(unit: int) -> dict[str, Callable[..., Any]]:
    """Each award, and their sum, as a formula of a firm and a year."""

    def tier_award(firm: Any, period: Any, parameters: Any = None) -> Any:
        revenue, previous = firm("revenue", period), firm("previous", period)
        before, found = np.maximum(previous, firm("best", period)), 0
        for tier, award in zip(TIERS, AWARDS, strict=True):
            found = np.where((before < tier * unit) & (revenue >= tier * unit), award * unit, found)
        return np.where(revenue * 10 >= previous * 11, found, 0)

    def orders_award(firm: Any, period: Any, parameters: Any = None) -> Any:
        return np.minimum((firm("orders", period) * 3 + 50) // 100, 1_000_000 * unit)

    def fee_award(firm: Any, period: Any, parameters: Any = None) -> Any:
        return (firm("fee", period) * 3 + 5) // 10

    def cmmi_award(firm: Any, period: Any, parameters: Any = None) -> Any:
        return 200_000 * unit * np.maximum(0, firm("cmmi_now", period) - np.maximum(firm("cmmi_before", period), 2))

    def itss_award(firm: Any, period: Any, parameters: Any = None) -> Any:
        levels = (firm(f"itss_{when}", period) for when in ("now", "before"))
        now, before = (np.where(level > 0, 5 - level, 0) for level in levels)
        return 100_000 * unit * np.maximum(0, now - np.maximum(before, 1))

    def iso_award(firm: Any, period: Any, parameters: Any = None) -> Any:
        return 100_000 * unit * ((firm("iso_now", period) > 0) & (firm("iso_before", period) < 1))

    def product_award(firm: Any, period: Any, parameters: Any = None) -> Any:
        return 500_000 * unit * firm("provincial", period) + 1_500_000 * unit * firm("national", period)

    awards = (tier_award, orders_award, fee_award, cmmi_award, itss_award, iso_award, product_award)

    def total(firm: Any, period: Any, parameters: Any = None) -> Any:
        return sum(firm(award.__name__, period) for award in awards)

    return {formula.__name__: formula for formula in (*awards, total)}
