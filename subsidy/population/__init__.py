"""A population decided at once: the same kinds of award, over columns; to the fen what `assess` gives for each case."""

from subsidy.population.columns import Coded, ColumnError, Columns, Parts
from subsidy.population.deciding import Amounts, Earned, amounts, earned, evaluate, totals
from subsidy.population.table import Population, Table, gather, of_columns

__all__ = [
    "Amounts",
    "Coded",
    "ColumnError",
    "Columns",
    "Earned",
    "Parts",
    "Population",
    "Table",
    "amounts",
    "earned",
    "evaluate",
    "gather",
    "of_columns",
    "totals",
]
