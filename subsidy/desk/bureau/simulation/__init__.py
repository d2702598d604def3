"""What a changed policy would cost: the register of past and present applications decided under both, compared.

`read` the register, `simulate` the change; nothing is written. Whoever is in force decides what the register means;
the changed policy is read against it (`reading`). Everything is decided anew under both, so that a difference is the
policy's alone.
"""

from subsidy.desk.bureau.simulation.changed import changed
from subsidy.desk.bureau.simulation.register import Register, of_cases, read, span
from subsidy.desk.bureau.simulation.result import Change, Fare, FirmChange, Simulation, Sum, YearFare
from subsidy.desk.bureau.simulation.simulate import simulate

__all__ = [
    "Change",
    "Fare",
    "FirmChange",
    "Register",
    "Simulation",
    "Sum",
    "YearFare",
    "changed",
    "of_cases",
    "read",
    "simulate",
    "span",
]
