"""A population decided at once: the same kinds of award, over columns; to the fen what `assess` gives for each case."""

from subsidy.population.columns import ColumnError, Columns, Parts
from subsidy.population.deciding import Amounts, amounts, evaluate, over
from subsidy.population.table import Population, Table, gather, of_columns

__all__ = [
    "Amounts",
    "ColumnError",
    "Columns",
    "Parts",
    "Population",
    "Table",
    "amounts",
    "evaluate",
    "gather",
    "of_columns",
    "over",
]
