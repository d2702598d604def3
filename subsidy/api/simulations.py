"""What a changed policy would cost: asked and answered, nothing is kept."""

import tomllib
from typing import Any

from schemas.api.simulations import SimulateSchema, SimulationSchema
from schemas.cases import Problem, UnreadableError
from subsidy.api.resource import Resource
from subsidy.desk.bureau import simulation
from subsidy.desk.bureau.people import require
from subsidy.desk.bureau.simulation import told
from subsidy.policy import Policy, PolicyError, build
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import law

resource = Resource("simulations", "政策测算")


@resource.post("/simulations")
@access.staff("read_simulations")
@resource.taking(SimulateSchema)
@resource.response(200, SimulationSchema)
def simulated(asked: dict[str, Any]) -> Any:
    """测算政策改动：各年度的申报按现行政策和改后政策分别核算，给出增减；不保存任何内容

    改动写在 changes（数值）、readings（读法）或 policy（整个政策文件）中。结果与命令 subsidy simulate --json 相同。
    """
    require(access.person(), "read_simulations")
    old = law()
    new = _changed(old, asked)
    years = range(asked["year"], (asked["until"] or asked["year"]) + 1)
    register = simulation.read(db(), old, years, asked["unchecked"])
    return told.dumped(simulation.simulate(register, old, new))


def _changed(old: Policy, asked: dict[str, Any]) -> Policy:
    """The policy asked for; every problem under the name of the field that it was asked by."""
    place = "policy"
    try:
        base = build(tomllib.loads(asked["policy"]), place) if asked["policy"] else old
        place = "changes"
        made = simulation.changed(base, asked["changes"] or {})
        place = "readings"
        return simulation.changed(made, {}, asked["readings"])
    except PolicyError as error:
        raise UnreadableError(
            [Problem(f"{place}.{one.path}".strip("."), one.message) for one in error.problems]
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableError([Problem(place, f"不是有效的 TOML：{error}")]) from None
