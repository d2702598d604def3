"""What programs of the staff ask: the resources, in the order in which they are described."""

from subsidy.api import appropriations, audit, decisions, entitlements, queue, run_letters, runs, simulations

RESOURCES = (
    queue.resource,
    runs.resource,
    decisions.resource,
    run_letters.resource,
    appropriations.resource,
    simulations.resource,
    entitlements.resource,
    audit.resource,
)
